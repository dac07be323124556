"""zgossip of CZMQ, the hub and the client inside zyre, told by lines what to do: `hub ENDPOINT`, `client ENDPOINT KEY VALUE`.

Prints one JSON object a line. Ends when its standard input ends.
"""

import ctypes
import ctypes.util
import json
import select
import sys

NAME = ctypes.util.find_library("czmq")
if NAME is None:
    sys.exit("libczmq is not installed")
czmq = ctypes.CDLL(NAME)
czmq.zactor_new.restype = ctypes.c_void_p
czmq.zactor_new.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
czmq.zstr_recv.restype = ctypes.c_void_p
czmq.zsock_set_rcvtimeo.argtypes = [ctypes.c_void_p, ctypes.c_int]
czmq.zmsg_recv.restype = ctypes.c_void_p
czmq.zmsg_recv.argtypes = [ctypes.c_void_p]
czmq.zmsg_popstr.restype = ctypes.c_char_p
czmq.zmsg_popstr.argtypes = [ctypes.c_void_p]


def say(**line):
    print(json.dumps(line), flush=True)


def send(actor, *words):
    encoded = [word.encode() for word in words]
    czmq.zstr_sendx(ctypes.c_void_p(actor), *[ctypes.c_char_p(word) for word in encoded], ctypes.c_void_p(None))


def main():
    role, endpoint, *tuple_ = sys.argv[1:]
    actor = czmq.zactor_new(ctypes.cast(czmq.zgossip, ctypes.c_void_p), b"test")
    send(actor, "BIND" if role == "hub" else "CONNECT", endpoint)
    if tuple_:
        send(actor, "PUBLISH", *tuple_)
    czmq.zsock_set_rcvtimeo(actor, 50)
    say(event="ready")
    while True:
        message = czmq.zmsg_recv(actor)
        if message:
            words = [czmq.zmsg_popstr(message) for _ in range(3)]
            czmq.zmsg_destroy(ctypes.byref(ctypes.c_void_p(message)))
            say(event="deliver", words=[word.decode() for word in words if word is not None])
        if select.select([sys.stdin], [], [], 0)[0] and not sys.stdin.readline():
            czmq.zactor_destroy(ctypes.byref(ctypes.c_void_p(actor)))
            return


main()
