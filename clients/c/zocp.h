/* ZOCP for C: the computers of a live performance find each other, and wire emitters to sensors. C11, libzmq, POSIX.
 *
 * Values are JSON texts: "0.5", "true", "\"text\"", "[0.0, 1.0]". One thread: everything happens in zocp_poll, where the
 * listener is called, too. Texts of an event hold until it returns. What can be wrong returns a sentence, or NULL. */
#ifndef ZOCP_H
#define ZOCP_H

typedef struct zocp zocp;

typedef enum {
  ZOCP_ENTER,        /* node, id: a peer is here */
  ZOCP_EXIT,         /* node, id, reason: it is gone */
  ZOCP_DESCRIBED,    /* node, id, value: a list of its parameters */
  ZOCP_SET,          /* parameter, value, from: a peer set ours */
  ZOCP_SIGNAL,       /* parameter, value, from: our sensor took a value from "desk/fader" */
  ZOCP_CHANGED,      /* parameter, value, from: ours has another value, by either */
  ZOCP_SUBSCRIBED,   /* parameter (NULL: all), from: a peer listens to our emitter */
  ZOCP_UNSUBSCRIBED, /* the same, no more */
  ZOCP_ANSWER        /* request, value or reason: what became of a zocp_set */
} zocp_type;

typedef struct {
  zocp_type type;
  const char *node, *id, *parameter, *value, *from, *reason;
  int request;
} zocp_event;

typedef void zocp_listener(zocp *node, const zocp_event *event, void *data);

/* A node on an interface (a name, an address, "lo"; NULL: as ZOCP_INTERFACE says, else the way out of this machine) and a
 * UDP port of beacons (0: as ZOCP_PORT says, else 5670). NULL when there is no such interface, or no port is free. */
zocp *zocp_open(const char *name, const char *interface, int port);
void zocp_on(zocp *node, zocp_listener *listener, void *data);

/* type: int flt percent bool string vec2f vec3f vec4f. fields: more of its description, as a JSON object, or NULL:
 * "{\"min\": 0, \"max\": 1}". A name with one dot is in an object: "cam.location". */
const char *zocp_register(zocp *node, const char *name, const char *type, const char *access, const char *value,
                          const char *fields);
const char *zocp_remove(zocp *node, const char *name);
const char *zocp_emit(zocp *node, const char *name, const char *value);
const char *zocp_emit_number(zocp *node, const char *name, double value);
const char *zocp_value(zocp *node, const char *name); /* the value of ours; NULL when there is no such parameter */
double zocp_number(const char *value);                /* NAN when it is no number */

/* Sets "lamp/level"; a ZOCP_ANSWER with the number in *request (which may be NULL) follows. */
const char *zocp_set(zocp *node, const char *address, const char *value, int *request);
/* Wires "desk/fader" to "lamp/level"; without a slash it is ours. A wire that ends here comes back with the other node. */
const char *zocp_connect(zocp *node, const char *emitter, const char *sensor);
const char *zocp_disconnect(zocp *node, const char *emitter, const char *sensor);

const char *zocp_id(zocp *node);
const char *zocp_endpoint(zocp *node);
void zocp_watch(zocp *node, int file, void (*readable)(void *data), void *data); /* one file; -1: none */
void zocp_poll(zocp *node, int milliseconds); /* does what there is to do; call it often */
void zocp_close(zocp *node);                  /* says goodbye */

#endif
