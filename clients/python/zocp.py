"""ZOCP for Python in one file: the computers of a live performance find each other, and wire emitters to sensors.

    import zocp

    node = zocp.Node("lamp")
    level = node.register("level", 0.0, access="rws", min=0, max=1)
    node.on("changed", lambda parameter, value, by: print(parameter.name, "is", value))
    node.run()

Needs Python 3.9 and pyzmq. One thread: everything happens while `poll` or `run` is called, callbacks too.
Written from docs/protocol/zmtp.md, zre.md and zocp.md; `python3 zocp.py --stdio` is a node that a program drives.
"""

import json
import math
import os
import re
import socket
import struct
import sys
import time
import uuid
from collections import deque

import zmq

try:
    import fcntl
except ImportError:  # Windows: the route tells the address, and beacons go to 255.255.255.255 only
    fcntl = None

MESSAGE_LIMIT = 13 << 20  # octets of a message, as everybody reads
PEER_LIMIT = 200  # each takes four file descriptors
TREE_LIMIT = 16 << 20  # characters of what one peer tells of itself; four times as many of all together
NAME_LIMIT = 10_000  # parameters of one peer
SUBSCRIPTION_LIMIT = 10_000
DEPTH_LIMIT = 64
DIGIT_LIMIT = 4_300

EVASIVE, EXPIRED, GREETED = 5, 30, 10  # seconds of silence until a PING, until the end; to say HELLO
REST = 5  # seconds in which nothing begins anew twice with one peer


class Node:
    """A ZOCP node. `on(event, function)` tells what happens:

    enter(peer), exit(peer, reason), described(peer): a node is here, is gone, has told its whole tree
    set(parameter, value, by), signal(parameter, value, by): a peer set ours; our sensor took a value from "desk/fader"
    changed(parameter, value, by): either of them changed our parameter
    subscribed(parameter, by), unsubscribed(parameter, by): a peer listens to our emitter
    message(peer, content), shout(peer, group, content): of ZRE, what is not ZOCP
    """

    def __init__(self, name, interface=None, port=None):
        self.name = name
        self.parameters = {}
        self._listeners = {}
        self._links = {}  # (emitter's node, emitter, sensor's node, sensor) that are to be, and when they were asked for
        self._asked = set()  # (id, emitter, sensor): SUBs that the emitter's list does not show yet
        self._waiting = {}  # SUBs for emitters that are not registered yet
        self._monitors = set()  # ids of nodes that subscribed to everything
        self._relisted = {}  # emitters with another list of subscribers, and when that is told
        self._paced = {}  # parameters on rings whose newest value waits
        self._rings = {}
        self._sets = deque()  # SETs that wait for an answer
        self._size = 0
        headers = {"X-ZOCP": "1", "X-ZOCP-EXTENSIONS": "call refuse remove"}
        self.mesh = Mesh(self, name, headers, ["ZOCP"], interface, port)
        self.id, self.endpoint = self.mesh.id, self.mesh.endpoint

    # What a program does

    def register(self, name, value, type=None, access="rwes", **fields):
        """Adds a parameter, and tells everybody. `fields`: min, max, step, unit, description, event…
        A name with a dot is in an object: cam.location."""
        parameter = Parameter(self, name, value, type, access, fields)
        if name in self.parameters:
            parameter.subscribers = self.parameters[name].subscribers
        self.parameters[name] = parameter
        self._tell({name: parameter.description()})
        for link in [link for link in self._waiting if link[1] == name]:
            self._on_sub(self._waiting.pop(link), link)
        for peer in self.peers:
            self._make_links(peer)
        return parameter

    def remove(self, name):
        """Takes a parameter away, and tells everybody."""
        del self.parameters[name]
        self._rings.clear()
        self._tell({name: None}, {name: {"access": "", "subscribers": []}})

    def on(self, event, listener):
        self._listeners.setdefault(event, []).append(listener)
        return listener

    @property
    def peers(self):
        """Everybody who is here."""
        return [peer for peer in self.mesh.peers.values() if peer.ready]

    def peer(self, name):
        """The node of that name, or id; None when it is not here."""
        return next((peer for peer in self.peers if name in (peer.name, peer.id)), None)

    def emit(self, name, value):
        """Changes our parameter, and sends the value to its subscribers."""
        parameter = self.parameters[name]
        parameter.value = parameter.fit(value)
        self._signal(parameter, None)

    def set(self, address, value, done=None):
        """Sets "lamp/level". `done(value, error)` is told the value that the lamp has then, or why it refused."""
        name, parameter = self._end(address)
        if name is None:
            self.emit(parameter, value)
            return done and done(self.parameters[parameter].value, None)
        peer = self._known(name)
        known = peer.parameter(parameter)
        if known is None:
            raise ValueError(f"{peer.name} has no parameter {parameter!r}")
        value = typed(known.get("typeHint"), value)
        self._send(peer, {"SET": partial(peer, parameter, {"value": value})})
        if not peer.answers:
            self._send(peer, {"GET": None})  # the reference says nothing to a SET
        if done:
            self._sets.append((peer, parameter, done, time.monotonic() + 5))

    def connect(self, emitter, sensor):
        """Links "desk/fader" to "lamp/level"; without a slash it is ours. A link with an end here is made again
        whenever the other node returns."""
        link = (*self._end(emitter), *self._end(sensor))
        if None in (link[0], link[2]):
            self._links[link] = 0
            self._make(link)
        else:
            self._linkable(self._known(link[0]), link[1])
            self._known(link[2])
            self._send(self._known(link[0]), {"SUB": self._ids(link)})

    def disconnect(self, emitter, sensor):
        link = (*self._end(emitter), *self._end(sensor))
        self._links.pop(link, None)
        if link[0] is None:
            self._unlist(link[1], self._id_of(link[2]), link[3])
            self._send(self.peer(link[2] or ""), {"UNSUB": self._ids(link)})
        else:
            self._unsub(self._known(link[0]), self._ids(link))

    def whisper(self, peer, content):
        self.mesh.whisper(peer, content)

    def shout(self, group, content):
        self.mesh.shout(group, content)

    def join(self, group):
        self.mesh.join(group)

    def leave(self, group):
        self.mesh.leave(group)

    def watch(self, file, callback):
        """Calls `callback()` from `poll` whenever a file or socket can be read."""
        self.mesh.poller.register(file, zmq.POLLIN)
        self.mesh.watched[file if isinstance(file, int) else file.fileno()] = callback

    def unwatch(self, file):
        self.mesh.poller.unregister(file)
        self.mesh.watched.pop(file if isinstance(file, int) else file.fileno(), None)

    def poll(self, timeout=0.1):
        """Does what there is to do, and waits for it at most `timeout` seconds. Call it often."""
        self.mesh.poll(0 if timeout <= 0 else min(timeout, 0.01 if self._paced or self._relisted else 0.1))
        self._tick(time.monotonic())

    def run(self):
        """Polls until Ctrl-C, and says goodbye."""
        try:
            while True:
                self.poll()
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()

    def stop(self):
        """Says goodbye, and closes everything."""
        self.mesh.stop()

    # What the mesh tells

    def entered(self, peer):
        self._tell_listeners("enter", peer)
        if peer.speaks_zocp:
            self._send(peer, {"GET": None})

    def left(self, peer, reason):
        self._monitors.discard(peer.id)
        self._size -= peer.size
        self._rings.clear()
        for link in self._links:
            if peer.name in link:
                self._links[link] = 0
        for of in (self._asked, self._waiting):
            for link in [link for link in of if peer.id in link]:
                of.remove(link) if of is self._asked else of.pop(link)
        if reason != "resync":  # who starts over is the same program, and wants what it wanted
            for name in list(self.parameters):
                self._unlist(name, peer.id)
        self._tell_listeners("exit", peer, reason)

    def heard(self, peer, content):
        """A whisper, or a shout to ZOCP."""
        try:
            message = decode(content)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            return self._tell_listeners("message", peer, content)
        for verb, data in message.items():
            take = {"GET": self._on_get, "SET": self._on_set, "MOD": self._on_mod, "SIG": self._on_sig,
                    "SUB": self._on_sub, "UNSUB": self._on_unsub, "CALL": self._on_call, "REP": self._on_rep}.get(verb)
            if take and peer.ready:
                take(peer, data)

    def heard_shout(self, peer, group, content):
        if group == "ZOCP":
            self.heard(peer, content)
        else:
            self._tell_listeners("shout", peer, group, content)

    # Verbs

    def _on_get(self, peer, names):
        whole = not isinstance(names, list)
        known = {name: self.parameters[name].description() for name in (self.parameters if whole else names)
                 if isinstance(name, str) and name in self.parameters}
        answer = {"MOD": self._part(known)}
        self._send(peer, {**answer, "REP": ["GET", {}]} if whole and peer.answers else answer)

    def _on_set(self, peer, data):
        accepted, refused, values = [], {}, {}
        for name, entry in flat(data).items():
            parameter = self.parameters.get(name)
            try:
                if not parameter or "w" not in parameter.access or not isinstance(entry, dict) or "value" not in entry:
                    raise ValueError("cannot be set" if parameter else "there is no such parameter")
                value = parameter.fit(entry["value"])
                accepted.append(name)
                self._take("set", parameter, value, peer.name, peer.id)
            except ValueError as reason:
                refused[name] = str(reason)
            if parameter:
                values[name] = {"value": parameter.value}
        if peer.answers:
            self._send(peer, {"MOD": self._part(values), "REP": ["SET", {"accepted": accepted, "refused": refused}]})
        elif values:
            self._send(peer, {"MOD": self._part(values)})

    def _on_mod(self, peer, data):
        if not isinstance(data, dict):
            return
        news = flat(data)
        added = sum(peer.parameter(name) is None for name in news)
        if not self._has_room(peer, data) or added and added + len(flat(peer.tree)) > NAME_LIMIT:
            return
        before = {name: peer.value(name) for name in news if peer.parameter(name)}
        merge(peer.tree, data, peer.answers)
        whole = all(name.startswith("_") or not isinstance(entry, dict) or "typeHint" in entry
                    for name, entry in news.items())
        for name, entry in news.items():
            if isinstance(entry, dict):
                if "subscribers" in entry:
                    self._rings.clear()
                    self._asked -= {(peer.id, name, sensor) for sensor in peer.drives(name, self.id)}
                if name in before and "value" in entry and not same(before[name], entry["value"]):
                    self._drive(peer, name, entry["value"])  # as a SIG does
        if not peer.answers:
            for name in news:
                self._settle(peer, name)
        if whole and not peer.answers:
            self._describe(peer)  # others say when that was all
        self._make_links(peer)

    def _on_rep(self, peer, data):
        verb, detail = data if isinstance(data, list) and len(data) == 2 else (None, None)
        if verb == "GET":
            self._describe(peer)
        elif verb == "SET" and isinstance(detail, dict):
            self._answered(peer, detail)

    def _on_call(self, peer, data):
        if peer.answers and isinstance(data, list) and len(data) > 2:
            error = {"id": data[2], "error": f"{self.name} has no method {str(data[0])[:80]}"}
            self._send(peer, {"REP": ["CALL", error]})

    def _describe(self, peer):
        if not peer.described:
            peer.described = True
            self._tell_listeners("described", peer)
            self._make_links(peer)

    def _on_sig(self, peer, data):
        if isinstance(data, list) and len(data) in (2, 3) and isinstance(data[0], str):
            entry = peer.parameter(data[0])
            if entry is not None and self._has_room(peer, data[1]):
                entry["value"] = data[1]
            self._drive(peer, data[0], data[1])

    def _on_sub(self, peer, data):
        link = link_of(data)
        if not link:
            return
        emitter_id, emitter, sensor_id, sensor = link
        if emitter_id == self.id:
            self._emitter_asked(peer, link)
        elif sensor_id == self.id and sensor is not None:
            # The emitter's node, or a third one, wants our sensor to subscribe: the emitter hears that from us.
            other = self.mesh.peers.get(emitter_id)
            if sensor in self.parameters and "s" in self.parameters[sensor].access:
                self._ask(other, link)
            else:
                self._refuse_sub(peer, sensor, f"{self.name} has no sensor named {sensor}")
                if other is peer and not peer.answers:
                    self._send(peer, {"UNSUB": list(link)})  # it has listed us already

    def _emitter_asked(self, peer, link):
        _, emitter, sensor_id, sensor = link
        subscriber = self.mesh.peers.get(sensor_id)
        if emitter is None:
            if sensor_id == peer.id:
                self._monitors.add(peer.id)
                self._tell_listeners("subscribed", None, peer.name)
        elif emitter not in self.parameters:
            if len(self._waiting) < SUBSCRIPTION_LIMIT:
                self._waiting[link] = peer
        elif "e" not in self.parameters[emitter].access:
            self._refuse_sub(peer, emitter, f"{self.name} has no emitter named {emitter}")
            if not peer.answers:
                self._send(peer, {"MOD": self._part({emitter: self.parameters[emitter].list()})})
        elif sensor_id == peer.id:
            self._list(self.parameters[emitter], peer, sensor)
        elif sensor_id == self.id:
            if sensor in self.parameters and "s" in self.parameters[sensor].access:
                self._list(self.parameters[emitter], self, sensor)
        elif subscriber and subscriber.ready and (subscriber.answers or sensor in subscriber.tree):
            self._send(subscriber, {"SUB": list(link)})  # it asks us itself, and then is recorded

    def _refuse_sub(self, peer, name, reason):
        if peer.answers:
            self._send(peer, {"REP": ["SUB", {"refused": {name: reason}}]})

    def _on_unsub(self, peer, data):
        link = link_of(data)
        if not link:
            return
        emitter_id, emitter, sensor_id, sensor = link
        other = self.mesh.peers.get(emitter_id if sensor_id == self.id else sensor_id)
        if emitter_id == self.id:
            self._waiting.pop(link, None)
            if emitter is None:
                self._monitors.discard(sensor_id)
                self._tell_listeners("unsubscribed", None, peer.name)
            else:
                self._unlist(emitter, sensor_id, sensor)
                self._links.pop((None, emitter, other and other.name, sensor), None)
                if other is not peer:
                    self._send(other, {"UNSUB": list(link)})
        elif sensor_id == self.id:
            self._asked.discard((emitter_id, emitter, sensor))
            self._links.pop((other and other.name, emitter, None, sensor), None)
            if other and other is not peer:
                self._unsub(other, list(link))

    # Links

    def _make_links(self, peer):
        for link in list(self._links):
            if peer.name in (link[0], link[2]) and time.monotonic() > self._links[link] + 2:
                self._make(link)

    def _make(self, link):
        """Makes a link that has an end here, when both ends are there."""
        emitter_node, emitter, sensor_node, sensor = link
        peer = self.peer(emitter_node or sensor_node or "")
        ours = self.parameters.get(emitter if emitter_node is None else sensor)
        theirs = peer and peer.parameter(sensor if emitter_node is None else emitter)
        if emitter_node is sensor_node is None:
            if ours and sensor in self.parameters and not ours.has(self.id, sensor):
                self._list(ours, self, sensor)
        elif not ours or not theirs:
            return  # it comes later
        elif emitter_node is None:
            if not ours.has(peer.id, sensor):
                self._links[link] = time.monotonic()
                self._send(peer, {"SUB": self._ids(link)})
        elif "subscribers" in theirs and sensor not in peer.drives(emitter, self.id):
            self._links[link] = time.monotonic()
            self._ask(peer, tuple(self._ids(link)))

    def _ask(self, peer, link):
        """Our sensor subscribes."""
        if peer and peer.ready and len(self._asked) < SUBSCRIPTION_LIMIT:
            self._asked.add((peer.id, link[1], link[3]))
            self._send(peer, {"SUB": list(link)})

    def _unsub(self, peer, link):
        self._asked.discard((peer.id, link[1], link[3]))
        self._send(peer, {"UNSUB": link})
        if not peer.answers and link[2] == self.id:
            for sensor in peer.drives(link[1], self.id):  # the reference may drop all of them
                if sensor != link[3]:
                    self._send(peer, {"SUB": [peer.id, link[1], self.id, sensor]})

    def _list(self, parameter, peer, sensor):
        known = parameter.has(peer.id, sensor)
        if not known and sum(len(each.subscribers) for each in self.parameters.values()) < SUBSCRIPTION_LIMIT:
            parameter.subscribers.append([peer.id, sensor])
            self._relist(parameter.name)
            self._tell_listeners("subscribed", parameter, peer.name)
        if not parameter.fields.get("event"):
            self._send_value(peer.id, parameter)

    def _unlist(self, name, id, *sensor):
        parameter = self.parameters.get(name)
        gone = [each for each in parameter.subscribers if each[0] == id and (not sensor or each[1] == sensor[0])] \
            if parameter else []
        for each in gone:
            parameter.subscribers.remove(each)
            self._relist(name)
            peer = self.mesh.peers.get(id, self)
            self._tell_listeners("unsubscribed", parameter, peer.name)

    def _relist(self, name):
        self._rings.clear()
        self._relisted.setdefault(name, time.monotonic() + 0.02)

    # Values

    def _drive(self, peer, emitter, value):
        """A value of a peer's emitter goes to our sensors that are linked to it."""
        asked = {sensor for id, name, sensor in self._asked if (id, name) == (peer.id, emitter)}
        for sensor in asked | peer.drives(emitter, self.id):
            parameter = self.parameters.get(sensor)
            if parameter and "s" in parameter.access:
                self._take("signal", parameter, value, f"{peer.name}/{emitter}", peer.id)

    def _take(self, event, parameter, value, by, id):
        """Takes a value that came from elsewhere, and passes on what is new. Ours may drive ours: no recursion."""
        steps = deque([(event, parameter, value, by, id)])
        while steps:
            event, parameter, value, by, id = steps.popleft()
            try:
                value = parameter.fit(value)
            except ValueError:
                continue  # of another type, or out of range
            news = parameter.fields.get("event") or not same(parameter.value, value)
            parameter.value = value
            self._tell_listeners(event, parameter, value, by)
            if news:
                self._tell_listeners("changed", parameter, value, by)
                self._pass_on(parameter, id, steps)

    def _pass_on(self, parameter, id, steps):
        if parameter.subscribers and self._on_ring(parameter):
            now = time.monotonic()
            if now < parameter.passed + 0.01:
                self._paced[parameter.name] = id
                return
            parameter.passed = now
        self._signal(parameter, id, steps)

    def _signal(self, parameter, source, steps=None):
        """Sends the value to whoever subscribed, once each, and not where it came from."""
        begun = steps is None
        steps = deque() if begun else steps
        for id in {id for id, _ in parameter.subscribers} | self._monitors:
            if id not in (source, self.id):
                self._send_value(id, parameter)
        for id, sensor in parameter.subscribers:
            if id == self.id and sensor in self.parameters and f"{self.id}/{sensor}" != source:
                steps.append(("signal", self.parameters[sensor], parameter.value, f"{self.name}/{parameter.name}",
                              f"{self.id}/{parameter.name}"))
        while begun and steps:
            self._take(*steps.popleft())

    def _send_value(self, id, parameter):
        peer = self.mesh.peers.get(id)
        if id == self.id:
            for _, sensor in [each for each in parameter.subscribers if each[0] == id]:
                self._take("signal", self.parameters[sensor], parameter.value, f"{self.name}/{parameter.name}", id)
        elif peer and peer.ready and not (not peer.late and self._send(peer, self._value(peer, parameter), False)):
            peer.late[parameter.name] = parameter  # the newest replaces what waits

    def _value(self, peer, parameter):
        if "." in parameter.name and not peer.answers:
            return {"MOD": self._part({parameter.name: {"value": parameter.value}})}
        return {"SIG": [parameter.name, parameter.value]}

    def _on_ring(self, parameter):
        if parameter.name not in self._rings:
            seen, steps = set(), [tuple(each) for each in parameter.subscribers]
            while steps and len(seen) < NAME_LIMIT:
                end = steps.pop()
                if end not in seen:
                    seen.add(end)
                    steps += self._subscribers(*end)
            self._rings[parameter.name] = (self.id, parameter.name) in seen
        return self._rings[parameter.name]

    def _subscribers(self, id, name):
        if id == self.id:
            return [tuple(each) for each in self.parameters[name].subscribers] if name in self.parameters else []
        peer = self.mesh.peers.get(id)
        return peer.subscribers(name) if peer else []

    # Small things

    def _tick(self, now):
        listed = [name for name, due in self._relisted.items() if now >= due]
        if listed:
            self._tell({name: self.parameters[name].list() for name in listed if name in self.parameters})
            for name in listed:
                del self._relisted[name]
        for name, source in list(self._paced.items()):
            if name not in self.parameters:
                del self._paced[name]
            elif now >= self.parameters[name].passed + 0.01:
                del self._paced[name]
                self.parameters[name].passed = now
                self._signal(self.parameters[name], source)
        for peer in [peer for peer in self.peers if peer.late]:
            for name, parameter in list(peer.late.items()):
                if not self._send(peer, self._value(peer, parameter), False):
                    break
                del peer.late[name]
        while self._sets and now > self._sets[0][3]:
            peer, name, done, _ = self._sets.popleft()
            done(None, f"{peer.name}/{name}: no answer within 5 s")

    def _answered(self, peer, detail):
        """Whoever set something learns what became of it."""
        accepted, refused = detail.get("accepted"), detail.get("refused")
        for name, reason in refused.items() if isinstance(refused, dict) else ():
            self._settle(peer, name, str(reason))
        for name in accepted if isinstance(accepted, list) else ():
            self._settle(peer, name)

    def _settle(self, peer, name, error=None):
        each = next((each for each in self._sets if each[0] is peer and each[1] == name), None)
        if each:  # the oldest: answers come in the order of the questions
            self._sets.remove(each)
            each[2](None if error else peer.value(name), error and f"{peer.name}/{name}: {error}")

    def _has_room(self, peer, news):
        """Whether something may be added to what is known of a peer. What was replaced counts until that is too much."""
        growth = len(repr(news))
        for attempt in range(2):
            if growth + peer.size <= TREE_LIMIT and growth + self._size <= 4 * TREE_LIMIT:
                peer.size += growth
                self._size += growth
                return True
            if attempt == 0:
                size = len(repr(peer.tree))
                self._size += size - peer.size
                peer.size = size
        return False

    def _part(self, entries):
        """A part of our tree: names with a dot are in objects."""
        tree = {}
        for name, entry in entries.items():
            place = tree
            *objects, last = name.split(".")
            for each in objects:
                place = place.setdefault("objects", {}).setdefault(each, {})
            place[last] = entry
        return tree

    def _tell(self, entries, old_entries=None):
        for peer in self.peers:
            if peer.speaks_zocp:
                self._send(peer, {"MOD": self._part(old_entries if old_entries and not peer.answers else entries)})

    def _send(self, peer, message, must=True):
        return bool(peer) and self.mesh.whisper(peer, encode(message), must)

    def _tell_listeners(self, event, *facts):
        for listener in self._listeners.get(event, []):
            listener(*facts)

    def _end(self, address):
        """(None, "level") for ours, or the name of a node and its parameter."""
        node, slash, parameter = address.rpartition("/")
        return (None if not slash or node in (self.name, self.id) else node, parameter)

    def _known(self, name):
        peer = self.peer(name)
        if not peer:
            raise ValueError(f"no node named {name!r} is here")
        return peer

    def _linkable(self, peer, emitter):
        if "subscribers" not in (peer.parameter(emitter) or {}):
            raise ValueError(f"{peer.name} has no emitter named {emitter!r}")  # a SUB for it would end the reference

    def _id_of(self, name):
        return self.id if name is None else self.peer(name).id if self.peer(name) else ""

    def _ids(self, link):
        return [self._id_of(link[0]), link[1], self._id_of(link[2]), link[3]]


class Parameter:
    """A parameter of ours."""

    def __init__(self, node, name, value, type, access, fields):
        if not isinstance(name, str) or not name or name.startswith("_") or not all(name.split(".")):
            raise ValueError(f"a parameter cannot be named {name!r}")
        if set(access) - set("rwes"):
            raise ValueError(f"access is made of the letters r, w, e and s, not {access!r}")
        self._node, self.name, self.access = node, name, access
        self.type = {"float": "flt"}.get(type, type) or type_of(value)
        numbers = "int" if self.type == "int" else "flt"
        self.fields = {key: typed(numbers, each) if key in ("min", "max", "step") else each
                       for key, each in fields.items()}
        self.subscribers = []
        self.passed = 0
        self.value = self.fit(value)

    def emit(self, value):
        self._node.emit(self.name, value)

    def fit(self, value):
        """The value, as this type writes it. Raises ValueError when it does not fit."""
        value = typed(self.type, value)
        for number in value if isinstance(value, list) else [value]:
            for key, sign in (("min", 1), ("max", -1)):
                limit = self.fields.get(key)
                if limit is not None and isinstance(number, (int, float)) and not sign * number >= sign * limit:  # NaN is in no range
                    raise ValueError(f"{number} is beyond the {key} of {self.name}, {limit}")
        return value

    def description(self):
        return {"value": self.value, "typeHint": self.type, "access": self.access, **self.list(), **self.fields}

    def list(self):
        return {"subscribers": [list(each) for each in self.subscribers]}

    def has(self, id, sensor):
        return [id, sensor] in self.subscribers


class Peer:
    """Another node: `id`, `name`, `headers`, `groups`, and `tree`, what it told of its parameters."""

    def __init__(self, id, endpoint):
        self.id, self.endpoint = id, endpoint
        self.name, self.headers, self.groups, self.status = id[:6], {}, set(), 0
        self.ready = False  # it has said HELLO
        self.visible = False  # the program was told of it
        self.tree, self.size, self.described, self.late = {}, 0, False, {}
        self.sent, self.received = 0, 0
        self.short_counts = None  # pyre goes from 65534 to 0
        self.heard = time.monotonic()
        self.asked = False

    @property
    def speaks_zocp(self):
        return "X-ZOCP" in self.headers

    @property
    def answers(self):
        """It says what became of a SET, and where its tree ends; whoever does not is a node of the reference."""
        return self.speaks_zocp and "X-ZOCP-EXTENSIONS" in self.headers

    def parameters(self):
        """Its parameters, by name; those in objects as cam.location."""
        return {name: entry for name, entry in flat(self.tree).items() if is_parameter(entry)}

    def parameter(self, name):
        """The description of one, or None."""
        place, inner = self.tree, name
        while isinstance(place, dict):
            if is_parameter(place.get(inner)):
                return place[inner]
            each, _, inner = inner.partition(".")
            place = place["objects"].get(each) if isinstance(place.get("objects"), dict) else None
        return None

    def value(self, name):
        return (self.parameter(name) or {}).get("value")

    def subscribers(self, name):
        listed = (self.parameter(name) or {}).get("subscribers")
        return [tuple(each) for each in listed if isinstance(each, list) and len(each) == 2
                and isinstance(each[0], str) and isinstance(each[1], str)] if isinstance(listed, list) else []

    def drives(self, name, id):
        """Which sensors of the node of that id an emitter drives."""
        return {sensor for node, sensor in self.subscribers(name) if node == id}

    def number(self):
        """The number of the next message to it."""
        short = self.short_counts
        if short is None:
            short = self.speaks_zocp and not self.answers
        self.sent = (self.sent + 1) % (0xFFFF if short else 0x10000)
        return self.sent

    def counts(self, number):
        """Whether this is the number that must come."""
        if self.received in (0xFFFE, 0xFFFF) and number in (0, 0xFFFF) and number != self.received:
            self.short_counts = self.received == 0xFFFE and number == 0
        elif number != self.received + 1:
            return False
        self.received = number
        return True


HELLO, WHISPER, SHOUT, JOIN, LEAVE, PING, PING_OK = range(1, 8)


class Mesh:
    """ZRE: who is here, and what is said."""

    def __init__(self, owner, name, headers, groups, interface, port):
        self._owner, self._name, self._headers = owner, name, headers
        self.groups, self._status = list(groups), len(groups)
        self.peers, self._rest, self.watched = {}, {}, {}
        self._id = uuid.uuid4().bytes
        self.id = self._id.hex()
        self._context = zmq.Context()
        self._context.set(zmq.MAX_SOCKETS, 4 * PEER_LIMIT)
        address, broadcast, self._network = interface_of(interface or os.environ.get("ZOCP_INTERFACE"))
        self._inbox = self._context.socket(zmq.ROUTER)
        self._inbox.setsockopt(zmq.LINGER, 0)
        self._inbox.setsockopt(zmq.ROUTER_HANDOVER, 1)
        self._inbox.setsockopt(zmq.MAXMSGSIZE, MESSAGE_LIMIT)
        tcp_port = self._inbox.bind_to_random_port(f"tcp://{address}", 49152, 65535, 1000)
        self.endpoint = f"tcp://{address}:{tcp_port}"
        self._beacon = Beacon(self._id, tcp_port, address, broadcast, int(port or os.environ.get("ZOCP_PORT") or 5670))
        self.poller = zmq.Poller()
        self.poller.register(self._inbox, zmq.POLLIN)
        self.poller.register(self._beacon.ear, zmq.POLLIN)
        self._ticked = time.monotonic()

    def whisper(self, peer, content, must=True):
        return self._say(peer, WHISPER, b"", content, must)

    def shout(self, group, content):
        for peer in list(self.peers.values()):
            if group in peer.groups:
                self._say(peer, SHOUT, short(group), content)

    def join(self, group):
        if group not in self.groups:
            self.groups.append(group)
            self._change(JOIN, group)

    def leave(self, group):
        if group in self.groups:
            self.groups.remove(group)
            self._change(LEAVE, group)

    def poll(self, timeout):
        for file, _ in self.poller.poll(timeout * 1000):
            if file is self._inbox:
                self._read()
            elif file == self._beacon.ear.fileno():
                for id, place, port in self._beacon.heard():
                    self._on_beacon(id, place, port)
            elif file in self.watched:
                self.watched[file]()
        now = time.monotonic()
        if now > self._ticked + 0.05:
            self._tick(now)

    def stop(self):
        self._beacon.goodbye()
        for peer in self.peers.values():
            peer.monitor.close(0)
            peer.socket.close(200)
        self._inbox.close()
        self._context.term()

    # Hearing

    def _on_beacon(self, id, place, port):
        peer = self.peers.get(id)
        if id == self.id or f"tcp://{place}:{port}" == self.endpoint or not in_network(place, self._network):
            return
        if port == 0:
            if peer and place in peer.endpoint:
                self._forget(peer, "goodbye")
        elif peer is None:
            self._meet(id, f"tcp://{place}:{port}")
        elif peer.endpoint == f"tcp://{place}:{port}" or time.monotonic() < peer.heard + 3:
            peer.heard, peer.asked = time.monotonic(), False
        else:  # it was silent, and is elsewhere now
            self._start_over(peer, "resync", f"tcp://{place}:{port}")

    def _read(self):
        for _ in range(500):  # then others have their turn
            try:
                frames = self._inbox.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            identity, header = frames[0].bytes, frames[1].bytes if len(frames) > 1 else b""
            if len(identity) == 17 and identity[0] == 1 and len(header) >= 6 and header[:2] == b"\xaa\xa1":
                content = frames[2].bytes if len(frames) > 2 else None
                self._on_message(identity[1:].hex(), header, content, frames[-1])

    def _on_message(self, id, header, content, frame):
        kind, version, number = struct.unpack_from(">BBH", header, 2)
        peer = self.peers.get(id)
        if kind == HELLO:
            return self._on_hello(id, peer, Reader(header), number, frame)
        if not peer or not peer.ready:
            return
        peer.heard, peer.asked = time.monotonic(), False
        if not peer.counts(number):
            return self._start_over(peer, "protocol")
        try:
            self._on_counted(peer, kind, Reader(header), content)
        except ValueError:
            pass  # cut off: counted, and without effect

    def _on_counted(self, peer, kind, body, content):
        if kind == WHISPER and content is not None:
            self._owner.heard(peer, content)
        elif kind == SHOUT and content is not None:
            group = body.short()
            if group in self.groups:
                self._owner.heard_shout(peer, group, content)
        elif kind in (JOIN, LEAVE):
            group, status = body.short(), body.number(1)
            peer.status = (peer.status + 1) % 256
            if status != peer.status:
                self._start_over(peer, "protocol")
            elif kind == LEAVE:
                peer.groups.discard(group)
            elif len(peer.groups) < 1024:
                peer.groups.add(group)
        elif kind == PING:
            self._say(peer, PING_OK)

    def _on_hello(self, id, peer, body, number, frame):
        try:
            hello = body.hello()
        except ValueError:
            return
        endpoint, groups, status, name, headers = hello
        place = re.fullmatch(r"tcp://(.+):([0-9]{1,5})", endpoint)
        if id == self.id or endpoint == self.endpoint or number != 1 or not place:
            return
        if not usable(place[1], self._network):
            endpoint = f"tcp://{frame.get('Peer-Address')}:{place[2]}"
        if peer and peer.ready:
            peer = self._start_over(peer, "resync", endpoint)
        elif not peer:
            peer = self._meet(id, endpoint)
        if not peer:
            return
        peer.headers, peer.groups, peer.status, peer.name = headers, groups, status, name or id[:6]
        peer.received, peer.ready, peer.heard = 1, True, time.monotonic()
        if peer.visible:  # its connection had broken, and it was greeted anew
            self._owner.left(peer, "resync")
            peer.tree, peer.size, peer.described, peer.late = {}, 0, False, {}
        peer.visible = True
        self._owner.entered(peer)

    # Meeting and parting

    def _meet(self, id, endpoint):
        """Dials a node, and says HELLO. None when that cannot be now."""
        if self._rest.get(id, (0, 0))[1] > time.monotonic():
            return None
        for other in list(self.peers.values()):
            if other.endpoint == endpoint:  # a program that was started again has got the same port
                self._forget(other, "replaced")
        strangers = [peer for peer in self.peers.values() if not peer.visible]
        if len(self.peers) >= PEER_LIMIT or len(strangers) >= PEER_LIMIT // 2:
            if not strangers:
                return None
            self._forget(min(strangers, key=lambda peer: peer.heard), "expired")
        peer = Peer(id, endpoint)
        try:
            self._dial(peer)
        except zmq.ZMQError:  # no more sockets, or no place that can be dialled
            return None
        self.peers[id] = peer
        return peer

    def _dial(self, peer):
        peer.socket = self._context.socket(zmq.DEALER)
        try:
            for option, value in ((zmq.IDENTITY, b"\x01" + self._id), (zmq.LINGER, 0), (zmq.SNDTIMEO, 0),
                                  (zmq.RECONNECT_IVL_MAX, 5000), (zmq.MAXMSGSIZE, MESSAGE_LIMIT)):
                peer.socket.setsockopt(option, value)
            peer.monitor = peer.socket.get_monitor_socket(
                zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED)
            peer.socket.connect(peer.endpoint)
        except zmq.ZMQError:
            peer.socket.close()
            raise
        peer.sent, peer.connected = 0, False
        host = short(self.endpoint) + struct.pack(">I", len(self.groups)) + b"".join(map(long, self.groups))
        headers = b"".join(short(name) + long(value) for name, value in self._headers.items())
        self._say(peer, HELLO, host + struct.pack(">B", self._status % 256) + short(self._name)
                  + struct.pack(">I", len(self._headers)) + headers)

    def _hang_up(self, peer):
        peer.socket.disable_monitor()
        peer.monitor.close(0)
        peer.socket.close(0)

    def _forget(self, peer, reason):
        if self.peers.get(peer.id) is not peer:
            return
        del self.peers[peer.id]
        peer.ready = False
        self._hang_up(peer)
        if peer.visible:
            self._owner.left(peer, reason)

    def _start_over(self, peer, reason, endpoint=None):
        """Forgets a peer and greets it anew; who needs that again within five seconds is left alone for as long."""
        now = time.monotonic()
        began, rests = self._rest.get(peer.id, (-REST, 0))
        self._forget(peer, reason)
        self._rest[peer.id] = (now, now + REST if now < began + REST else 0)
        return self._meet(peer.id, endpoint or peer.endpoint)

    # Time

    def _tick(self, now):
        if now > self._ticked + 3:  # this machine slept, or the program did something else: nobody else's fault
            for peer in self.peers.values():
                peer.heard += now - self._ticked
        self._ticked = now
        self._beacon.tick(now)
        for peer in list(self.peers.values()):
            self._watch_connection(peer)
            silent = now - peer.heard
            if silent > (EXPIRED if peer.visible else GREETED):
                self._forget(peer, "expired")
            elif silent > EVASIVE and peer.ready and not peer.asked:
                peer.asked = True
                self._say(peer, PING)
        for id in [id for id, (began, _) in self._rest.items() if now > began + 2 * REST]:
            del self._rest[id]

    def _watch_connection(self, peer):
        """What broke is dialled anew with a HELLO, because something may be lost; where nothing listens, nobody is."""
        while self.peers.get(peer.id) is peer and peer.monitor.poll(0):
            event = struct.unpack_from("=H", peer.monitor.recv_multipart()[0])[0]
            if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                peer.connected = True
            elif event == zmq.EVENT_DISCONNECTED and peer.connected:
                self._hang_up(peer)
                peer.ready = False
                try:
                    self._dial(peer)
                except zmq.ZMQError:
                    self._forget(peer, "disconnected")
            elif event == zmq.EVENT_CLOSED and not peer.connected:
                self._forget(peer, "disconnected")

    # Saying

    def _change(self, kind, group):
        self._status += 1
        for peer in list(self.peers.values()):
            self._say(peer, kind, short(group) + struct.pack(">B", self._status % 256))

    def _say(self, peer, kind, body=b"", content=None, must=True):
        """False when the peer has not taken what waits for it; what must be said then makes us greet it anew."""
        before = peer.sent
        header = struct.pack(">HBBH", 0xAAA1, kind, 2, peer.number()) + body
        try:
            peer.socket.send_multipart([header] if content is None else [header, content], zmq.NOBLOCK)
            return True
        except zmq.ZMQError:
            peer.sent = before
            if must:
                self._start_over(peer, "protocol")
            return False


class Beacon:
    """Says once a second where we are, and hears who else is."""

    def __init__(self, id, tcp_port, address, broadcast, port):
        self._id, self._tcp_port = id, tcp_port
        self._places = [(broadcast, port), ("225.25.25.25" if address.startswith("127.") else "255.255.255.255", port)]
        self._next, self._count = 0, 0
        self.ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            self.ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.ear.bind(("", port))
        self.ear.setblocking(False)
        self._mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._mouth.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self._mouth.bind((address, 0))
        self._mouth.setblocking(False)
        try:
            group = socket.inet_aton("225.25.25.25") + socket.inet_aton(address)
            self.ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
            self._mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        except OSError:
            pass  # no multicast here: broadcasts remain

    def tick(self, now):
        if now >= self._next:
            self._next = now + 1
            # The directed broadcast each time; the other place every second time, and at first.
            self._send(self._tcp_port, self._places if self._count < 4 or self._count % 2 else self._places[:1])
            self._count += 1

    def goodbye(self):
        for _ in range(3):
            self._send(0, self._places)
            time.sleep(0.02)
        self.ear.close()
        self._mouth.close()

    def heard(self):
        """The id, the address and the port of each beacon that has come."""
        for _ in range(200):
            try:
                data, (place, _) = self.ear.recvfrom(64)
            except OSError:
                return
            if len(data) == 22 and data[:4] == b"ZRE\x01":
                yield data[4:20].hex(), place, struct.unpack_from(">H", data, 20)[0]

    def _send(self, tcp_port, places):
        for place in dict.fromkeys(places):
            try:
                self._mouth.sendto(b"ZRE\x01" + self._id + struct.pack(">H", tcp_port), place)
            except OSError:
                pass  # the network is away; the next beacon tries again


class Reader:
    """Reads the header frame of a message. Raises ValueError when it ends too soon."""

    def __init__(self, octets):
        self._octets, self._at = octets, 6

    def number(self, size):
        return int.from_bytes(self._take(size), "big")

    def short(self):
        return self._take(self.number(1)).decode("utf-8", "replace")

    def long(self):
        return self._take(self.number(4)).decode("utf-8", "replace")

    def hello(self):
        endpoint = self.short()
        groups = {self.long() for _ in range(self._count())}
        status, name = self.number(1), self.short()
        headers = {self.short(): self.long() for _ in range(self._count())}
        return endpoint, groups, status, name, headers

    def _count(self):
        count = self.number(4)
        if count > 1024:
            raise ValueError(f"{count} entries; the limit is 1024")
        return count

    def _take(self, size):
        self._at += size
        if self._at > len(self._octets):
            raise ValueError("the message ends too soon")
        return self._octets[self._at - size:self._at]


def short(text):
    octets = text.encode()
    if len(octets) > 255:
        raise ValueError(f"{text!r} has {len(octets)} octets; the limit is 255")
    return bytes([len(octets)]) + octets


def long(text):
    octets = text.encode()
    return struct.pack(">I", len(octets)) + octets


# Texts and values


def encode(message):
    """As Python writes JSON is how ZOCP writes it: 1.0 is a float, 1 is not; NaN is a word; ASCII."""
    return json.dumps(message).encode()


def decode(octets):
    """Raises ValueError for everything that is no JSON, or too deep."""
    try:
        message = json.loads(octets.decode("utf-8", "replace"), parse_int=whole)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if deep(message, DEPTH_LIMIT):
        raise ValueError(f"more than {DEPTH_LIMIT} levels")
    return message


def whole(digits):
    if len(digits) > DIGIT_LIMIT:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def deep(value, levels):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(deep(each, levels - 1) for each in inner if isinstance(each, (dict, list)))


def type_of(value):
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (list, tuple)):
        return f"vec{len(value)}f"
    return {int: "int", float: "flt", str: "string"}[type(value)]


def typed(hint, value):
    """A value as a type writes it. Raises ValueError when it is no such value."""
    def number(value):
        return isinstance(value, (int, float)) and not isinstance(value, bool)

    hint = {"float": "flt"}.get(hint, hint)
    vector = re.fullmatch(r"vec([0-9]+)f", hint or "") if isinstance(hint, str) else None
    try:
        if hint in ("flt", "percent") and number(value):
            return float(value)
        if hint == "int" and number(value) and value == int(value):
            return int(value)
        if vector and isinstance(value, (list, tuple)) and len(value) == int(vector[1]) and all(map(number, value)):
            return [float(each) for each in value]
    except (OverflowError, ValueError):  # infinities, NaN, numbers beyond a float
        raise ValueError(f"{str(value)[:40]} is no {hint}") from None
    if (hint, type(value)) in (("bool", bool), ("string", str)):
        return value
    if hint in ("flt", "percent", "int", "bool", "string") or vector:
        raise ValueError(f"{str(value)[:40]!r} is no {hint}")
    return value  # of other words every value is accepted


def same(one, other):
    """NaN equals NaN, 0 equals -0, 1 equals 1.0."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other or (one != one and other != other)


def link_of(data):
    """(emitter's node, emitter, sensor's node, sensor), or None."""
    if not isinstance(data, list) or len(data) not in (4, 5):
        return None
    emitter_id, emitter, sensor_id, sensor = data[:4]
    if not all(isinstance(id, str) for id in (emitter_id, sensor_id)):
        return None
    if not all(name is None or isinstance(name, str) and len(name) < 256 for name in (emitter, sensor)):
        return None
    return plain(emitter_id), emitter, plain(sensor_id), sensor


def plain(id):
    """Ids are read with dashes, braces and in upper case, too."""
    return re.sub("[-{}]", "", id).lower()[:64]


def is_parameter(entry):
    return isinstance(entry, dict) and ("value" in entry or "typeHint" in entry)


def flat(tree, prefix="", depth=0):
    """The entries of a tree; those in objects by their path: cam.location."""
    if not isinstance(tree, dict):
        return {}
    entries = {}
    for name, entry in tree.items():
        if name == "objects" and isinstance(entry, dict) and "value" not in entry and depth < 16:
            for each, inner in entry.items():
                entries.update(flat(inner, f"{prefix}{each}.", depth + 1))
        else:
            entries[prefix + name] = entry
    return entries


def merge(tree, part, removes):
    """What a MOD says is put into a tree."""
    for name, entry in part.items():
        known = tree.get(name)
        if entry is None:
            if removes:
                tree.pop(name, None)
        elif not isinstance(entry, dict) or not isinstance(known, dict) or name.startswith("_"):
            tree[name] = entry
        elif name == "objects":
            for each, inner in entry.items():
                if isinstance(inner, dict) and isinstance(known.get(each), dict):
                    merge(known[each], inner, removes)
                else:
                    merge(known, {each: inner}, removes)
        elif {"value", "typeHint", "access"} <= entry.keys():
            tree[name] = entry  # described anew
        else:
            known.update(entry)


def partial(peer, name, entry):
    """An entry of a peer's parameter, in its place in the tree."""
    *objects, last = [name] if name in peer.tree else name.split(".")
    part = {last: entry}
    for each in reversed(objects):
        part = {"objects": {each: part}}
    return part


# Interfaces


def interface_of(wanted):
    """(address, broadcast address, network and mask) of an interface by its name or address; else of the one that
    leads to the network; else loopback."""
    found = list(interfaces())
    if wanted and wanted.lower() in ("lo", "lo0", "loopback", "localhost"):
        wanted = "127.0.0.1"
    for name, address, broadcast, mask in found:
        if wanted and wanted.lower() in (name.lower(), address):
            return address, broadcast, (address, mask)
    if wanted and (fcntl or not re.fullmatch(r"[0-9.]+", wanted)) and wanted != "127.0.0.1":
        raise ValueError(f"no interface {wanted!r}; there are {', '.join(name for name, *_ in found) or 'none'}")
    address = wanted or routed()
    for _, each, broadcast, mask in found:
        if address == each:
            return address, broadcast, (address, mask)
    if address.startswith("127."):
        return address, "127.255.255.255", (address, "255.0.0.0")
    return address, "255.255.255.255", None


def interfaces():
    """(name, address, broadcast address, mask) of each that has an IPv4 address. Linux and macOS."""
    if not fcntl:
        return
    requests = (0xC0206921, 0xC0206923, 0xC0206925) if sys.platform == "darwin" else (0x8915, 0x8919, 0x891B)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for _, name in socket.if_nameindex():
            try:
                answers = [fcntl.ioctl(any_socket, each, struct.pack("256s", name.encode()[:15])) for each in requests]
            except OSError:
                continue  # without an address
            address, broadcast, mask = (socket.inet_ntoa(answer[20:24]) for answer in answers)
            yield name, address, "127.255.255.255" if address.startswith("127.") else broadcast, mask


def routed():
    """The address that the way out of this machine begins at; no datagram is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def in_network(place, network):
    if network is None:
        return True
    mask = int.from_bytes(socket.inet_aton(network[1]), "big")
    ours, theirs = (int.from_bytes(socket.inet_aton(each), "big") for each in (network[0], place))
    return ours & mask == theirs & mask


def usable(host, network):
    """Whether a HELLO's host is an address to dial: no name, not 0.0.0.0, no loopback of another machine."""
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    foreign = host.startswith("127.") and not (network and network[0].startswith("127."))
    return re.fullmatch(r"[0-9]+(\.[0-9]+){3}", host) is not None and host != "0.0.0.0" and not foreign


# A node that a program drives: lines of JSON


class Driver:
    """Commands come as lines of JSON over the standard input, and what happens leaves over the standard output."""

    def __init__(self):
        self.node = node = Node(os.environ.get("ZOCP_NAME") or "zocp.py")
        self._input, self._open = b"", True
        self._print(event="ready", id=node.id, name=node.name, endpoints=[node.endpoint])
        for event in ("set", "signal"):
            node.on(event, lambda parameter, value, by, event=event: self._print(
                event=event, parameter=parameter.name, value=value, **{"from": by}))
        for event in ("subscribed", "unsubscribed"):
            node.on(event, lambda parameter, by, event=event: self._print(
                event=event, parameter=parameter and parameter.name, by=by))
        node.on("enter", lambda peer: self._print(event="enter", node=peer.name, id=peer.id))
        node.on("exit", lambda peer, reason: self._print(event="exit", node=peer.name, id=peer.id, reason=reason))
        node.on("described", lambda peer: self._print(
            event="described", node=peer.name, id=peer.id,
            parameters=[{"name": name, **entry} for name, entry in peer.parameters().items()]))
        node.watch(sys.stdin.fileno(), self._read)

    def run(self):
        try:
            while self._open:
                self.node.poll()
        finally:
            self.node.stop()

    def _read(self):
        octets = os.read(sys.stdin.fileno(), 65536)
        self._open = bool(octets)
        *lines, self._input = (self._input + octets).split(b"\n")
        for line in lines:
            self._obey(line)

    def _obey(self, line):
        key = {}
        try:
            command = json.loads(line)
            key = {"id": command.pop("id")} if "id" in command else {}
            ((verb, data),) = command.items()
            if verb == "set":
                return self.node.set(*data, lambda value, error: self._print(event="error", message=error, **key)
                                     if error else self._print(event="done", value=value, **key))
            if verb == "register":
                for name, fields in data.items():
                    self.node.register(name, **fields)
            elif verb == "remove":
                self.node.remove(data)
            elif verb in ("emit", "connect", "disconnect"):
                getattr(self.node, verb)(*data)
            else:
                raise ValueError(f"no command is named {verb!r}")
            self._print(event="done", **key)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._print(event="error", message=str(error), **key)

    def _print(self, **line):
        def finite(value):
            if isinstance(value, float) and not math.isfinite(value):
                return None
            if isinstance(value, dict):
                return {key: finite(each) for key, each in value.items()}
            return [finite(each) for each in value] if isinstance(value, list) else value

        sys.stdout.write(json.dumps(finite(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:] != ["--stdio"]:
        sys.exit(f"Usage: {sys.argv[0]} --stdio")
    try:
        Driver().run()
    except (KeyboardInterrupt, BrokenPipeError):
        pass
