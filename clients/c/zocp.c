/* ZOCP for C in one file; zocp.h says what a program calls. Written from docs/protocol/zmtp.md, zre.md and zocp.md.
 *
 *   cc -std=c11 -O2 -DZOCP_STDIO zocp.c -lzmq -lm -o zocp      a node that a program drives: ./zocp --stdio
 *   cc -std=c11 -O2 lamp.c zocp.c -lzmq -lm -o lamp            a library
 */
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include "zocp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <locale.h>
#include <math.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum {
  MESSAGE_LIMIT = 13 << 20,  /* octets of a message, as everybody reads */
  JSON_LIMIT = 500000,       /* values in one message */
  DEPTH_LIMIT = 64,
  DIGIT_LIMIT = 4300,
  PEER_LIMIT = 200,          /* each takes four file descriptors */
  TREE_LIMIT = 16 << 20,     /* octets of what one peer tells of itself; four times as many of all together */
  NAME_LIMIT = 10000,        /* parameters of one peer */
  SUBSCRIPTION_LIMIT = 10000,
  GROUP_LIMIT = 64,          /* groups of one peer that are remembered */
  NAME_SIZE = 256
};
static const double EVASIVE = 5, EXPIRED = 30, GREETED = 10; /* seconds of silence */
static const double REST = 5;                                /* seconds in which nothing begins anew twice with one peer */
enum { HELLO = 1, WHISPER, SHOUT, JOIN, LEAVE, PING, PING_OK };

/* ---- Memory and text ---- */

static void *grown(void *memory, size_t size) {
  memory = realloc(memory, size ? size : 1);
  if (!memory) abort();
  return memory;
}

static char *copied(const char *text, size_t size) {
  char *copy = grown(NULL, size + 1);
  memcpy(copy, text, size);
  copy[size] = 0;
  return copy;
}

static char *copy_of(const char *text) { return copied(text, strlen(text)); }

typedef struct { char *at; size_t size, room; } text;

static void put(text *to, const char *octets, size_t size) {
  if (to->size + size + 1 > to->room) to->at = grown(to->at, to->room = 2 * (to->size + size + 32));
  memcpy(to->at + to->size, octets, size);
  to->at[to->size += size] = 0;
}

static void add(text *to, const char *format, ...) {
  char some[512];
  va_list list;
  va_start(list, format);
  int size = vsnprintf(some, sizeof some, format, list);
  va_end(list);
  put(to, some, size < (int)sizeof some ? (size_t)size : sizeof some - 1);
}

#define PUT(to, literal) put((to), (literal), sizeof(literal) - 1)

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- JSON, as Python writes it: NaN is a word, 1.0 is a float, ASCII ---- */

typedef struct json {
  enum { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_LIST, JSON_OBJECT } kind;
  uint32_t hash;
  char *name; /* in an object */
  char *text; /* of a number as it came, of a string without escapes */
  size_t size;
  struct json *first, *last, *next;
} json;

static void json_free(json *value) {
  while (value) {
    json *next = value->next;
    json_free(value->first);
    free(value->name);
    free(value->text);
    free(value);
    value = next;
  }
}

static uint32_t hash_of(const char *name) {
  uint32_t hash = 2166136261u;
  for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 16777619u;
  return hash;
}

static json *json_get(const json *object, const char *name) {
  if (!object || object->kind != JSON_OBJECT) return NULL;
  uint32_t hash = hash_of(name);
  for (json *each = object->first; each; each = each->next)
    if (each->hash == hash && strcmp(each->name, name) == 0) return each;
  return NULL;
}

static void json_append(json *to, json *value) {
  if (to->last) to->last->next = value; else to->first = value;
  to->last = value;
}

/* Puts a value into an object, in the place of the one of that name. */
static void json_put(json *object, json *value) {
  json **place = &object->first, *known = json_get(object, value->name);
  if (!known) { json_append(object, value); return; }
  while (*place != known) place = &(*place)->next;
  *place = value;
  value->next = known->next;
  if (object->last == known) object->last = value;
  known->next = NULL;
  json_free(known);
}

static void json_remove(json *object, const char *name) {
  json *known = json_get(object, name), *before = NULL;
  if (!known) return;
  for (json *each = object->first; each != known; each = each->next) before = each;
  if (before) before->next = known->next; else object->first = known->next;
  if (object->last == known) object->last = before;
  known->next = NULL;
  json_free(known);
}

typedef struct { const char *at, *end; int values; } reader;

static void skip(reader *from) {
  while (from->at < from->end && strchr(" \t\r\n", *from->at) && *from->at) from->at++;
}

static bool took(reader *from, const char *word) {
  size_t size = strlen(word);
  if ((size_t)(from->end - from->at) < size || memcmp(from->at, word, size) != 0) return false;
  from->at += size;
  return true;
}

static void put_code(text *to, uint32_t code) {
  char octets[4];
  if (code < 0x80) { octets[0] = (char)code; put(to, octets, 1); return; }
  int size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (int i = size - 1; i > 0; i--, code >>= 6) octets[i] = (char)(0x80 | (code & 0x3f));
  octets[0] = (char)((0xf00 >> size) | code);
  put(to, octets, (size_t)size);
}

static bool read_hex(reader *from, uint32_t *code) {
  *code = 0;
  for (int i = 0; i < 4; i++, from->at++) {
    const char *digits = "0123456789abcdef", *digit;
    if (from->at >= from->end || !*from->at || !(digit = strchr(digits, *from->at | (*from->at >= 'A' ? 0x20 : 0)))) return false;
    *code = *code * 16 + (uint32_t)(digit - digits);
  }
  return true;
}

/* The text between quotation marks; false when there is none. */
static bool read_string(reader *from, text *to) {
  PUT(to, "");
  if (!took(from, "\"")) return false;
  while (from->at < from->end && *from->at != '"') {
    const char *begin = from->at;
    while (from->at < from->end && *from->at != '"' && *from->at != '\\' && (unsigned char)*from->at >= 0x20) from->at++;
    put(to, begin, (size_t)(from->at - begin));
    if (from->at >= from->end || *from->at == '"') continue;
    if (*from->at != '\\' || ++from->at >= from->end || !*from->at) return false;
    const char *escapes = "\"\"\\\\//b\bf\fn\nr\rt\t", sign = *from->at++;
    if (sign == 'u') {
      uint32_t code, low;
      if (!read_hex(from, &code)) return false;
      if (code >= 0xd800 && code < 0xdc00 && took(from, "\\u")) {
        if (!read_hex(from, &low)) return false;
        if (low >= 0xdc00 && low < 0xe000) code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      }
      put_code(to, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
      continue;
    }
    int i = 0;
    while (escapes[i] && escapes[i] != sign) i += 2;
    if (!escapes[i]) return false;
    put(to, escapes + i + 1, 1);
  }
  return took(from, "\"");
}

static bool digits(reader *from) {
  const char *begin = from->at;
  while (from->at < from->end && *from->at >= '0' && *from->at <= '9') from->at++;
  return from->at > begin && from->at - begin <= DIGIT_LIMIT;
}

static bool read_number(reader *from) {
  took(from, "-");
  if (took(from, "Infinity")) return true;
  if (!digits(from)) return false;
  if (took(from, ".") && !digits(from)) return false;
  if (from->at < from->end && (*from->at == 'e' || *from->at == 'E')) {
    from->at++;
    if (!took(from, "+")) took(from, "-");
    return digits(from);
  }
  return true;
}

static json *json_read(reader *from, int depth) {
  json *value = grown(NULL, sizeof *value);
  *value = (json){0};
  skip(from);
  if (depth > DEPTH_LIMIT || ++from->values > JSON_LIMIT || from->at >= from->end) goto wrong;
  const char *begin = from->at;
  if (took(from, "null")) return value;
  if (took(from, "false")) { value->kind = JSON_FALSE; return value; }
  if (took(from, "true")) { value->kind = JSON_TRUE; return value; }
  if (*from->at == '"') {
    text string = {0};
    value->kind = JSON_STRING;
    bool whole = read_string(from, &string);
    value->text = string.at;
    value->size = string.size;
    if (whole) return value;
  } else if (*from->at == '[' || *from->at == '{') {
    bool object = *from->at == '{';
    const char *end = object ? "}" : "]";
    value->kind = object ? JSON_OBJECT : JSON_LIST;
    from->at++;
    skip(from);
    if (took(from, end)) return value;
    do {
      text name = {0};
      skip(from);
      if (object) {
        bool whole = read_string(from, &name) && strlen(name.at) == name.size;
        skip(from);
        if (!whole || !took(from, ":")) { free(name.at); goto wrong; }
      }
      json *inner = json_read(from, depth + 1);
      if (!inner) { free(name.at); goto wrong; }
      if ((inner->name = name.at)) inner->hash = hash_of(name.at);
      if (object && from->values < 1000) json_put(value, inner); else json_append(value, inner); /* of equal names the last */
      skip(from);
    } while (took(from, ","));
    if (took(from, end)) return value;
  } else {
    value->kind = JSON_NUMBER;
    if (took(from, "NaN") || read_number(from)) {
      value->text = copied(begin, value->size = (size_t)(from->at - begin));
      return value;
    }
  }
wrong:
  json_free(value);
  return NULL;
}

static json *json_parse(const char *octets, size_t size) {
  reader from = {octets, octets + size, 0};
  json *value = json_read(&from, 0);
  skip(&from);
  if (from.at == from.end) return value;
  json_free(value);
  return NULL;
}

/* One character of UTF-8; U+FFFD for octets that are none. */
static uint32_t read_code(const unsigned char **at, const unsigned char *end) {
  uint32_t code = *(*at)++;
  int more = code < 0x80 ? 0 : code < 0xc2 ? -1 : code < 0xe0 ? 1 : code < 0xf0 ? 2 : code < 0xf5 ? 3 : -1;
  if (more < 0) return 0xfffd;
  if (more) code &= 0x3fu >> more;
  const unsigned char *next = *at;
  for (int i = 0; i < more; i++, next++) {
    if (next >= end || (*next & 0xc0) != 0x80) return 0xfffd;
    code = code << 6 | (*next & 0x3f);
  }
  *at = next;
  return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) || (more == 2 && code < 0x800) ? 0xfffd : code;
}

static void put_string(text *to, const char *octets, size_t size) {
  const unsigned char *at = (const unsigned char *)octets, *end = at + size;
  PUT(to, "\"");
  while (at < end) {
    uint32_t code = read_code(&at, end);
    if (code == '"' || code == '\\') add(to, "\\%c", (int)code);
    else if (code == '\n') add(to, "\\n");
    else if (code >= 0x20 && code < 0x7f) { char sign = (char)code; put(to, &sign, 1); }
    else if (code < 0x10000) add(to, "\\u%04x", code);
    else add(to, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
  }
  PUT(to, "\"");
}

static void put_name(text *to, const char *name) { put_string(to, name, strlen(name)); }

static void json_write(text *to, const json *value) {
  static const char *words[] = {"null", "false", "true"};
  if (value->kind <= JSON_TRUE) { add(to, "%s", words[value->kind]); return; }
  if (value->kind == JSON_NUMBER) { put(to, value->text, value->size); return; }
  if (value->kind == JSON_STRING) { put_string(to, value->text, value->size); return; }
  put(to, value->kind == JSON_LIST ? "[" : "{", 1);
  for (const json *each = value->first; each; each = each->next) {
    if (each->name) { put_name(to, each->name); PUT(to, ": "); }
    json_write(to, each);
    if (each->next) PUT(to, ", ");
  }
  put(to, value->kind == JSON_LIST ? "]" : "}", 1);
}

static const char *string_of(const json *value) { return value && value->kind == JSON_STRING ? value->text : NULL; }

static size_t weight(const json *value) {
  size_t sum = 0;
  for (; value; value = value->next)
    sum += sizeof *value + value->size + (value->name ? strlen(value->name) : 0) + (value->first ? weight(value->first) : 0);
  return sum;
}

/* ---- Values of types ---- */

static double number_of(const char *digits) {
  char some[DIGIT_LIMIT * 2 + 16], *point;
  if (strcmp(digits, "NaN") == 0) return NAN;
  snprintf(some, sizeof some, "%s", digits);
  if ((point = strchr(some, '.'))) *point = *localeconv()->decimal_point;
  return strtod(some, NULL);
}

/* The shortest text that is this float, with a point or an exponent. */
static void put_float(text *to, double value) {
  char some[40] = "NaN";
  if (isinf(value)) snprintf(some, sizeof some, value < 0 ? "-Infinity" : "Infinity");
  else if (!isnan(value)) {
    for (int digits = 15; digits <= 17; digits++) {
      snprintf(some, sizeof some, "%.*g", digits, value == 0 ? 0.0 : value);
      if (strtod(some, NULL) == value) break;
    }
    char *point = strchr(some, *localeconv()->decimal_point);
    if (point) *point = '.';
    else if (!strchr(some, 'e')) strcat(some, ".0");
  }
  add(to, "%s", some);
}

/* The components of a vector type; 0 when it is none. */
static int components(const char *type) {
  int count = 0, end = 0;
  return sscanf(type, "vec%4df%n", &count, &end) == 1 && end == (int)strlen(type) && count > 0 ? count : 0;
}

/* Writes a value as a type does. False when it is no such value. */
static bool put_typed(text *to, const char *type, const json *value) {
  int count = components(type);
  bool number = value->kind == JSON_NUMBER;
  if (strcmp(type, "flt") == 0 || strcmp(type, "float") == 0 || strcmp(type, "percent") == 0) {
    if (number) put_float(to, number_of(value->text));
    return number;
  }
  if (strcmp(type, "int") == 0) {
    if (!number) return false;
    if (strspn(value->text, "-0123456789") == value->size) { put(to, value->text, value->size); return true; }
    double whole = number_of(value->text);
    if (!(fabs(whole) < 9007199254740992.0) || whole != floor(whole)) return false;
    add(to, "%.0f", whole);
    return true;
  }
  if (strcmp(type, "bool") == 0 && value->kind != JSON_FALSE && value->kind != JSON_TRUE) return false;
  if (strcmp(type, "string") == 0 && value->kind != JSON_STRING) return false;
  if (!count) { json_write(to, value); return true; }
  if (value->kind != JSON_LIST) return false;
  PUT(to, "[");
  for (const json *each = value->first; each; each = each->next, count--) {
    if (each->kind != JSON_NUMBER) return false;
    put_float(to, number_of(each->text));
    put(to, each->next ? ", " : "]", each->next ? 2 : 1);
  }
  return count == 0;
}

/* ---- What a node knows ---- */

typedef struct { char id[33]; char name[NAME_SIZE]; } end; /* a sensor; an emitter */

typedef struct {
  char name[NAME_SIZE], type[16], access[8];
  char *value, *fields; /* JSON; fields without the braces */
  json *limits;
  bool event, paced, relisted;
  int ring; /* -1: not known */
  double passed, relisted_at;
  char source[33]; /* where the value that waits came from */
  end *subscribers;
  int count;
} parameter;

typedef struct {
  char id[33], name[NAME_SIZE], endpoint[NAME_SIZE];
  char groups[GROUP_LIMIT][NAME_SIZE];
  int group_count;
  uint8_t status;
  bool zocp, answers;            /* of ours: says what became of a SET, and where its tree ends */
  bool ready, visible, gone;     /* has said HELLO; the program was told; is to be freed */
  bool connected, asked, described, monitors;
  void *socket, *monitor;
  uint16_t sent, received;
  int short_counts;              /* pyre goes from 65534 to 0; -1: not shown yet */
  double heard;
  json *tree;
  size_t size;
  parameter **late;              /* signals that wait until it takes them */
  int late_count;
} peer;

typedef struct { char emitter_node[NAME_SIZE], emitter[NAME_SIZE], sensor_node[NAME_SIZE], sensor[NAME_SIZE]; double tried; } wire;
typedef struct { char emitter_node[33], emitter[NAME_SIZE], sensor_node[33], sensor[NAME_SIZE]; bool all, none; } link_ids;
typedef struct { char id[33], name[NAME_SIZE]; int request; double until; } pending;

struct zocp {
  char name[NAME_SIZE], id[33], endpoint[64], why[512];
  uint8_t uuid[16];
  void *context, *inbox;
  int ear, mouth, tcp_port, beacons, dials, watched;
  struct in_addr address, mask;
  struct sockaddr_in places[2];
  double ticked, next_beacon;
  peer *peers[2 * PEER_LIMIT];
  int peer_count, requests;
  size_t size;
  parameter **parameters;
  int parameter_count, subscriptions;
  wire *wires;
  int wire_count;
  link_ids *asked, *waiting; /* SUBs that the emitter's list does not show yet; SUBs for what is not registered yet */
  int asked_count, waiting_count;
  pending *sets;
  int set_count;
  struct { char id[33]; double began, until; } rest[64];
  zocp_listener *listener;
  void *data, *watch_data;
  void (*readable)(void *);
};

/* Takes the element of an index out of a list. */
#define REMOVE(list, count, index) \
  memmove((list) + (index), (list) + (index) + 1, (size_t)(--(count) - (index)) * sizeof *(list))
#define APPEND(list, count) (((list) = grown((list), (size_t)((count) + 1) * sizeof *(list))), &(list)[(count)++])

static void fill(char *to, size_t room, const char *from) { snprintf(to, room, "%s", from ? from : ""); }
#define FILL(to, from) fill((to), sizeof(to), (from))

static void tell(zocp *node, zocp_event event) {
  if (node->listener) node->listener(node, &event, node->data);
}

static const char *because(zocp *node, const char *format, ...) {
  va_list list;
  va_start(list, format);
  vsnprintf(node->why, sizeof node->why, format, list);
  va_end(list);
  return node->why;
}

static peer *peer_by_id(zocp *node, const char *id) {
  for (int i = 0; i < node->peer_count; i++)
    if (!node->peers[i]->gone && strcmp(node->peers[i]->id, id) == 0) return node->peers[i];
  return NULL;
}

/* The node of a name, or id, that is here. */
static peer *peer_by_name(zocp *node, const char *name) {
  for (int i = 0; i < node->peer_count; i++) {
    peer *each = node->peers[i];
    if (each->ready && !each->gone && (strcmp(each->name, name) == 0 || strcmp(each->id, name) == 0)) return each;
  }
  return NULL;
}

static parameter *parameter_of(zocp *node, const char *name) {
  for (int i = 0; name && i < node->parameter_count; i++)
    if (strcmp(node->parameters[i]->name, name) == 0) return node->parameters[i];
  return NULL;
}

/* ---- ZRE: what is said ---- */

static void forget(zocp *node, peer *peer, const char *reason);
static peer *start_over(zocp *node, peer *peer, const char *reason, const char *endpoint);
static void entered(zocp *node, peer *peer);
static void left(zocp *node, peer *peer, const char *reason);
static void heard(zocp *node, peer *peer, const char *octets, size_t size);

static void put_number(text *to, uint32_t number, int size) {
  for (int i = size - 1; i >= 0; i--) { char octet = (char)(number >> (8 * i)); put(to, &octet, 1); }
}

static void put_short(text *to, const char *some) {
  size_t size = strlen(some) > 255 ? 255 : strlen(some);
  put_number(to, (uint32_t)size, 1);
  put(to, some, size);
}

static void put_long(text *to, const char *some) {
  put_number(to, (uint32_t)strlen(some), 4);
  put(to, some, strlen(some));
}

static uint16_t next_number(const peer *peer) {
  bool shorter = peer->short_counts >= 0 ? peer->short_counts : peer->zocp && !peer->answers;
  return peer->sent == (shorter ? 0xfffe : 0xffff) ? 0 : (uint16_t)(peer->sent + 1);
}

/* False when the peer has not taken what waits for it; what must be said then makes us greet it anew. */
static bool say(zocp *node, peer *to, int kind, const text *body, const text *content, bool must) {
  text header = {0};
  if (to->gone || !to->socket) return false;
  uint16_t number = next_number(to);
  put_number(&header, 0xaaa1, 2);
  put_number(&header, (uint32_t)kind, 1);
  put_number(&header, 2, 1);
  put_number(&header, number, 2);
  if (body) put(&header, body->at, body->size);
  bool taken = zmq_send(to->socket, header.at, header.size, ZMQ_DONTWAIT | (content ? ZMQ_SNDMORE : 0)) >= 0 &&
               (!content || zmq_send(to->socket, content->at, content->size, ZMQ_DONTWAIT) >= 0);
  free(header.at);
  if (taken) to->sent = number;
  else if (must) start_over(node, to, "protocol", NULL);
  return taken;
}

/* Whispers a text, and frees it. */
static bool whisper(zocp *node, peer *to, text *content, bool must) {
  bool taken = to && to->ready && say(node, to, WHISPER, NULL, content, must);
  free(content->at);
  *content = (text){0};
  return taken;
}

static void say_hello(zocp *node, peer *to) {
  text body = {0};
  put_short(&body, node->endpoint);
  put_number(&body, 1, 4);
  put_long(&body, "ZOCP");
  put_number(&body, 1, 1);
  put_short(&body, node->name);
  put_number(&body, 2, 4);
  put_short(&body, "X-ZOCP");
  put_long(&body, "1");
  put_short(&body, "X-ZOCP-EXTENSIONS");
  put_long(&body, "call refuse remove");
  say(node, to, HELLO, &body, NULL, false);
  free(body.at);
}

/* ---- ZRE: meeting and parting ---- */

static void hang_up(peer *peer) {
  if (peer->socket) {
    zmq_socket_monitor(peer->socket, NULL, 0);
    zmq_close(peer->socket);
  }
  if (peer->monitor) zmq_close(peer->monitor);
  peer->socket = peer->monitor = NULL;
}

static bool dial(zocp *node, peer *peer) {
  char identity[17] = {1}, place[40];
  int none = 0, slowest = 5000;
  int64_t limit = MESSAGE_LIMIT;
  memcpy(identity + 1, node->uuid, 16);
  snprintf(place, sizeof place, "inproc://monitor-%d", node->dials++);
  peer->sent = 0;
  peer->connected = false;
  peer->socket = zmq_socket(node->context, ZMQ_DEALER);
  peer->monitor = zmq_socket(node->context, ZMQ_PAIR);
  if (peer->socket && peer->monitor && zmq_setsockopt(peer->socket, ZMQ_ROUTING_ID, identity, 17) == 0 &&
      zmq_setsockopt(peer->socket, ZMQ_LINGER, &none, sizeof none) == 0 &&
      zmq_setsockopt(peer->monitor, ZMQ_LINGER, &none, sizeof none) == 0 &&
      zmq_setsockopt(peer->socket, ZMQ_RECONNECT_IVL_MAX, &slowest, sizeof slowest) == 0 &&
      zmq_setsockopt(peer->socket, ZMQ_MAXMSGSIZE, &limit, sizeof limit) == 0 &&
      zmq_socket_monitor(peer->socket, place,
                         ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_CLOSED) == 0 &&
      zmq_connect(peer->monitor, place) == 0 && zmq_connect(peer->socket, peer->endpoint) == 0) {
    say_hello(node, peer);
    return true;
  }
  hang_up(peer); /* no more sockets, or no place that can be dialled */
  return false;
}

static int rest_of(zocp *node, const char *id) {
  int oldest = 0;
  for (int i = 0; i < 64; i++) {
    if (strcmp(node->rest[i].id, id) == 0) return i;
    if (node->rest[i].began < node->rest[oldest].began) oldest = i;
  }
  return -1 - oldest;
}

/* Dials a node, and says HELLO. NULL when that cannot be now. */
static peer *meet(zocp *node, const char *id, const char *endpoint) {
  int rest = rest_of(node, id), strangers = 0, known = 0;
  if (rest >= 0 && node->rest[rest].until > now()) return NULL;
  peer *oldest = NULL;
  for (int i = 0; i < node->peer_count; i++) {
    peer *each = node->peers[i];
    if (each->gone) continue;
    if (strcmp(each->endpoint, endpoint) == 0) forget(node, each, "replaced"); /* it was started again, and got the same port */
    else if (++known && !each->visible && ++strangers && (!oldest || each->heard < oldest->heard)) oldest = each;
  }
  if (known >= PEER_LIMIT || strangers >= PEER_LIMIT / 2) {
    if (!oldest) return NULL;
    forget(node, oldest, "expired");
  }
  if (node->peer_count >= 2 * PEER_LIMIT) return NULL; /* those that are gone are swept soon */
  peer *met = grown(NULL, sizeof *met);
  *met = (peer){.short_counts = -1, .heard = now()};
  FILL(met->id, id);
  snprintf(met->name, sizeof met->name, "%.6s", id);
  FILL(met->endpoint, endpoint);
  if (!dial(node, met)) { free(met); return NULL; }
  return node->peers[node->peer_count++] = met;
}

static void forget(zocp *node, peer *peer, const char *reason) {
  if (peer->gone) return;
  peer->gone = true;
  peer->ready = false;
  hang_up(peer);
  if (peer->visible) left(node, peer, reason);
}

/* Forgets a peer and greets it anew; who needs that again within five seconds is left alone for as long. */
static peer *start_over(zocp *node, peer *old, const char *reason, const char *endpoint) {
  int rest = rest_of(node, old->id);
  double begin = now();
  bool again = rest >= 0 && begin < node->rest[rest].began + REST;
  if (rest < 0) rest = -1 - rest;
  FILL(node->rest[rest].id, old->id);
  node->rest[rest].began = begin;
  node->rest[rest].until = again ? begin + REST : 0;
  forget(node, old, reason);
  return meet(node, old->id, endpoint ? endpoint : old->endpoint);
}

static void sweep(zocp *node) {
  int kept = 0;
  for (int i = 0; i < node->peer_count; i++) {
    peer *each = node->peers[i];
    if (!each->gone) { node->peers[kept++] = each; continue; }
    json_free(each->tree);
    free(each->late);
    free(each);
  }
  node->peer_count = kept;
}

/* ---- ZRE: what is heard ---- */

typedef struct { const uint8_t *at; size_t left; bool whole; } octets;

static uint32_t take_number(octets *from, int size) {
  uint32_t number = 0;
  if (from->left < (size_t)size) { from->whole = false; from->left = 0; return 0; }
  for (int i = 0; i < size; i++) number = number << 8 | *from->at++;
  from->left -= (size_t)size;
  return number;
}

/* A text behind its length, as much of it as there is room for. */
static void take_text(octets *from, int size_of_length, char *to, size_t room) {
  uint32_t size = take_number(from, size_of_length);
  if (size > from->left) { from->whole = false; size = 0; }
  size_t kept = size < room ? size : room - 1;
  memcpy(to, from->at, kept);
  to[kept] = 0;
  from->at += size;
  from->left -= size;
}

static bool usable(zocp *node, const char *host) {
  struct in_addr address;
  if (inet_pton(AF_INET, host, &address) != 1 || address.s_addr == 0) return false;
  return (ntohl(address.s_addr) >> 24) != 127 || (ntohl(node->address.s_addr) >> 24) == 127;
}

static void hear_hello(zocp *node, const char *id, peer *known, octets body, uint16_t number, const char *address) {
  peer hello = {0};
  char endpoint[2 * NAME_SIZE], host[NAME_SIZE], name[NAME_SIZE], value[NAME_SIZE];
  unsigned port;
  take_text(&body, 1, endpoint, NAME_SIZE);
  uint32_t count = take_number(&body, 4);
  for (uint32_t i = 0; i < count && body.whole; i++) {
    take_text(&body, 4, name, sizeof name);
    if (hello.group_count < GROUP_LIMIT) FILL(hello.groups[hello.group_count++], name);
  }
  hello.status = (uint8_t)take_number(&body, 1);
  take_text(&body, 1, hello.name, sizeof hello.name);
  count = take_number(&body, 4);
  for (uint32_t i = 0; i < count && body.whole; i++) {
    take_text(&body, 1, name, sizeof name);
    take_text(&body, 4, value, sizeof value);
    if (strcmp(name, "X-ZOCP") == 0) hello.zocp = true;
    if (strcmp(name, "X-ZOCP-EXTENSIONS") == 0) hello.answers = true;
  }
  if (!body.whole || number != 1 || sscanf(endpoint, "tcp://%200[^:]:%5u", host, &port) != 2 || port > 65535 || !port) return;
  snprintf(endpoint, sizeof endpoint, "tcp://%s:%u", usable(node, host) ? host : address, port);
  if (strcmp(id, node->id) == 0 || strcmp(endpoint, node->endpoint) == 0) return;
  peer *met = known && known->ready ? start_over(node, known, "resync", endpoint) : known ? known : meet(node, id, endpoint);
  if (!met) return;
  if (met->visible) { /* its connection had broken, and it was greeted anew */
    left(node, met, "resync");
    json_free(met->tree);
    met->tree = NULL;
    met->size = 0;
    met->described = met->monitors = false;
    met->late_count = 0;
  }
  if (*hello.name) FILL(met->name, hello.name);
  memcpy(met->groups, hello.groups, sizeof met->groups);
  met->group_count = hello.group_count;
  met->status = hello.status;
  met->zocp = hello.zocp;
  met->answers = hello.zocp && hello.answers;
  met->received = 1;
  met->ready = met->visible = true;
  met->heard = now();
  entered(node, met);
}

/* Whether this is the number that must come. */
static bool counts(peer *peer, uint16_t number) {
  if (peer->received == 0xfffe && number == 0) peer->short_counts = 1;
  else if (peer->received == 0xfffe && number == 0xffff) peer->short_counts = 0;
  else if (number != (uint16_t)(peer->received + 1)) return false;
  peer->received = number;
  return true;
}

static void hear_group(zocp *node, peer *from, int kind, octets *body) {
  char group[NAME_SIZE];
  take_text(body, 1, group, sizeof group);
  uint32_t status = take_number(body, 1);
  if (!body->whole) return;
  if (status != ++from->status) { start_over(node, from, "protocol", NULL); return; }
  int at = 0;
  while (at < from->group_count && strcmp(from->groups[at], group) != 0) at++;
  if (kind == LEAVE && at < from->group_count) REMOVE(from->groups, from->group_count, at);
  if (kind == JOIN && at == from->group_count && at < GROUP_LIMIT) FILL(from->groups[from->group_count++], group);
}

static void hear_message(zocp *node, const char *id, octets header, zmq_msg_t *content, const char *address) {
  peer *from = peer_by_id(node, id);
  char group[NAME_SIZE];
  if (header.left < 6 || take_number(&header, 2) != 0xaaa1) return;
  int kind = (int)take_number(&header, 1);
  bool version = take_number(&header, 1) == 2;
  uint16_t number = (uint16_t)take_number(&header, 2);
  if (!version) return;
  if (kind == HELLO) { hear_hello(node, id, from, header, number, address); return; }
  if (!from || !from->ready) return;
  from->heard = now();
  from->asked = false;
  if (!counts(from, number)) { start_over(node, from, "protocol", NULL); return; }
  if (kind == WHISPER && content) heard(node, from, zmq_msg_data(content), zmq_msg_size(content));
  else if (kind == SHOUT && content) {
    take_text(&header, 1, group, sizeof group);
    if (header.whole && strcmp(group, "ZOCP") == 0) heard(node, from, zmq_msg_data(content), zmq_msg_size(content));
  } else if (kind == JOIN || kind == LEAVE) hear_group(node, from, kind, &header);
  else if (kind == PING) say(node, from, PING_OK, NULL, NULL, true);
}

static void put_hex(char *to, const uint8_t *octets) {
  for (int i = 0; i < 16; i++) sprintf(to + 2 * i, "%02x", octets[i]);
}

/* Reads one message of the ROUTER; false when there is none. */
static bool read_message(zocp *node) {
  zmq_msg_t frames[3];
  char id[33], address[64] = "";
  int count = 0;
  bool more = true;
  for (; more; count++) {
    zmq_msg_t beyond, *frame = count < 3 ? &frames[count] : &beyond;
    zmq_msg_init(frame);
    if (zmq_msg_recv(frame, node->inbox, ZMQ_DONTWAIT) < 0) { zmq_msg_close(frame); break; }
    more = zmq_msg_more(frame);
    if (count == 1 && zmq_msg_gets(frame, "Peer-Address")) FILL(address, zmq_msg_gets(frame, "Peer-Address"));
    if (count >= 3) zmq_msg_close(frame);
  }
  const uint8_t *identity = count ? zmq_msg_data(&frames[0]) : NULL;
  if (count > 1 && zmq_msg_size(&frames[0]) == 17 && identity[0] == 1) {
    octets header = {zmq_msg_data(&frames[1]), zmq_msg_size(&frames[1]), true};
    put_hex(id, identity + 1);
    hear_message(node, id, header, count > 2 ? &frames[2] : NULL, address);
  }
  for (int i = 0; i < count && i < 3; i++) zmq_msg_close(&frames[i]);
  return count > 0;
}

static void send_beacons(zocp *node, int port, int places) {
  uint8_t beacon[22] = "ZRE\001";
  memcpy(beacon + 4, node->uuid, 16);
  beacon[20] = (uint8_t)(port >> 8);
  beacon[21] = (uint8_t)port;
  for (int i = 0; i < places; i++) /* an error is a network that is away; the next beacon tries again */
    (void)!sendto(node->mouth, beacon, sizeof beacon, 0, (struct sockaddr *)&node->places[i], sizeof node->places[i]);
}

static void hear_beacon(zocp *node, const uint8_t *beacon, struct in_addr from) {
  char id[33], place[INET_ADDRSTRLEN], endpoint[64], host[40];
  int port = beacon[20] << 8 | beacon[21];
  put_hex(id, beacon + 4);
  inet_ntop(AF_INET, &from, place, sizeof place);
  snprintf(endpoint, sizeof endpoint, "tcp://%s:%d", place, port);
  snprintf(host, sizeof host, "tcp://%s:", place);
  if (strcmp(id, node->id) == 0 || strcmp(endpoint, node->endpoint) == 0) return;
  if ((from.s_addr & node->mask.s_addr) != (node->address.s_addr & node->mask.s_addr)) return;
  peer *known = peer_by_id(node, id);
  if (port == 0) {
    if (known && strncmp(known->endpoint, host, strlen(host)) == 0) forget(node, known, "goodbye");
  } else if (!known) meet(node, id, endpoint);
  else if (strcmp(known->endpoint, endpoint) == 0 || now() < known->heard + 3) {
    known->heard = now();
    known->asked = false;
  } else start_over(node, known, "resync", endpoint); /* it was silent, and is elsewhere now */
}

static void read_beacons(zocp *node) {
  uint8_t some[64];
  struct sockaddr_in from;
  for (int i = 0; i < 200; i++) {
    socklen_t size = sizeof from;
    ssize_t got = recvfrom(node->ear, some, sizeof some, 0, (struct sockaddr *)&from, &size);
    if (got < 0) return;
    if (got == 22 && memcmp(some, "ZRE\001", 4) == 0) hear_beacon(node, some, from.sin_addr);
  }
}

/* What broke is dialled anew with a HELLO, because something may be lost; where nothing listens, nobody is. */
static void watch_connection(zocp *node, peer *peer) {
  uint16_t event;
  char some[300];
  while (!peer->gone && peer->monitor && zmq_recv(peer->monitor, some, sizeof some, ZMQ_DONTWAIT) >= 2) {
    memcpy(&event, some, 2);
    zmq_recv(peer->monitor, some, sizeof some, 0);
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) peer->connected = true;
    else if (event == ZMQ_EVENT_DISCONNECTED && peer->connected) {
      hang_up(peer);
      peer->ready = false;
      if (!dial(node, peer)) forget(node, peer, "disconnected");
    } else if (event == ZMQ_EVENT_CLOSED && !peer->connected) forget(node, peer, "disconnected");
  }
}

static void tick_mesh(zocp *node, double time) {
  double slept = time > node->ticked + 3 ? time - node->ticked : 0; /* nobody else's fault */
  node->ticked = time;
  if (time >= node->next_beacon) {
    node->next_beacon = time + 1;
    /* The directed broadcast each time; the other place every second time, and at first. */
    send_beacons(node, node->tcp_port, node->beacons < 4 || node->beacons % 2 ? 2 : 1);
    node->beacons++;
  }
  for (int i = 0; i < node->peer_count; i++) {
    peer *each = node->peers[i];
    if (each->gone) continue;
    watch_connection(node, each);
    each->heard += slept;
    double silent = time - each->heard;
    if (silent > (each->visible ? EXPIRED : GREETED)) forget(node, each, "expired");
    else if (silent > EVASIVE && each->ready && !each->asked) {
      each->asked = true;
      say(node, each, PING, NULL, NULL, true);
    }
  }
}

/* ---- ZOCP: what is known of trees ---- */

static bool is_parameter(const json *entry) { return json_get(entry, "value") || json_get(entry, "typeHint"); }

/* A parameter of a peer; "cam.location" is in its object cam. */
static json *peer_parameter(const peer *of, const char *path) {
  char object[NAME_SIZE];
  json *entry = path ? json_get(of->tree, path) : NULL;
  if (is_parameter(entry)) return entry;
  const char *dot = path ? strchr(path, '.') : NULL;
  if (!dot) return NULL;
  snprintf(object, sizeof object, "%.*s", (int)(dot - path), path);
  entry = json_get(json_get(json_get(of->tree, "objects"), object), dot + 1);
  return is_parameter(entry) ? entry : NULL;
}

/* Calls back with each entry of a tree, and its path. */
static void each_entry(const json *tree, void (*visit)(const char *path, json *entry, void *data), void *data) {
  char path[2 * NAME_SIZE];
  if (!tree || tree->kind != JSON_OBJECT) return;
  for (json *each = tree->first; each; each = each->next) {
    if (strcmp(each->name, "objects") != 0 || each->kind != JSON_OBJECT || is_parameter(each)) {
      if (strlen(each->name) < NAME_SIZE) visit(each->name, each, data);
      continue;
    }
    for (json *object = each->first; object; object = object->next)
      for (json *inner = object->kind == JSON_OBJECT ? object->first : NULL; inner; inner = inner->next)
        if (snprintf(path, sizeof path, "%s.%s", object->name, inner->name) < NAME_SIZE) visit(path, inner, data);
  }
}

/* Puts what a MOD says into a tree. Takes the part. */
static void merge(json *tree, json *part, bool removes, int depth) {
  json *next, *each = part->first;
  part->first = part->last = NULL;
  json_free(part);
  for (; each; each = next) {
    next = each->next;
    each->next = NULL;
    json *known = json_get(tree, each->name);
    bool deeper = known && known->kind == JSON_OBJECT && each->kind == JSON_OBJECT && *each->name != '_';
    bool anew = json_get(each, "value") && json_get(each, "typeHint") && json_get(each, "access");
    if (each->kind == JSON_NULL && depth < 3) {
      if (removes) json_remove(tree, each->name);
      json_free(each);
    } else if (deeper && !anew && depth < 3) merge(known, each, removes, is_parameter(known) ? 3 : depth + 1);
    else json_put(tree, each);
  }
}

/* Whether an emitter of a peer lists a sensor; of any when that is NULL. */
static bool lists(const peer *of, const char *emitter, const char *id, const char *sensor) {
  json *list = json_get(peer_parameter(of, emitter), "subscribers");
  for (json *each = list && list->kind == JSON_LIST ? list->first : NULL; each; each = each->next) {
    const char *node = string_of(each->kind == JSON_LIST ? each->first : NULL);
    const char *name = node ? string_of(each->first->next) : NULL;
    if (node && strcmp(node, id) == 0 && (!sensor || (name && strcmp(name, sensor) == 0))) return true;
  }
  return false;
}

/* ---- ZOCP: our own tree ---- */

static void put_subscribers(text *to, const parameter *of) {
  put_name(to, "subscribers");
  PUT(to, ": [");
  for (int i = 0; i < of->count; i++) {
    add(to, "%s[\"%s\", ", i ? ", " : "", of->subscribers[i].id);
    if (*of->subscribers[i].name) put_name(to, of->subscribers[i].name); else add(to, "null");
    PUT(to, "]");
  }
  PUT(to, "]");
}

static void put_description(text *to, const parameter *of) {
  PUT(to, "{\"value\": ");
  put(to, of->value, strlen(of->value));
  PUT(to, ", \"typeHint\": ");
  put_name(to, of->type);
  PUT(to, ", \"access\": ");
  put_name(to, of->access);
  PUT(to, ", ");
  put_subscribers(to, of);
  put(to, of->fields, strlen(of->fields));
  PUT(to, "}");
}

static void put_value(text *to, const parameter *of) {
  PUT(to, "{\"value\": ");
  put(to, of->value, strlen(of->value));
  PUT(to, "}");
}

static void put_list(text *to, const parameter *of) {
  PUT(to, "{");
  put_subscribers(to, of);
  PUT(to, "}");
}

/* {"MOD": …} of some parameters; those with a dot in their objects. */
static void put_mod(text *to, parameter *const *some, int count, void (*entry)(text *, const parameter *)) {
  const char *comma = "";
  PUT(to, "{\"MOD\": {");
  for (int i = 0; i < count; i++)
    if (!strchr(some[i]->name, '.')) {
      add(to, "%s", comma);
      put_name(to, some[i]->name);
      PUT(to, ": ");
      entry(to, some[i]);
      comma = ", ";
    }
  bool *done = grown(NULL, (size_t)count + 1), any = false;
  for (int i = 0; i < count; i++) done[i] = false;
  for (int i = 0; i < count; i++) {
    const char *dot = strchr(some[i]->name, '.');
    if (!dot || done[i]) continue;
    add(to, any ? ", " : "%s\"objects\": {", comma);
    put_string(to, some[i]->name, (size_t)(dot - some[i]->name));
    for (int j = i; j < count; j++) {
      if (done[j] || strncmp(some[j]->name, some[i]->name, (size_t)(dot - some[i]->name) + 1) != 0) continue;
      add(to, j == i ? ": {" : ", ");
      put_name(to, some[j]->name + (dot - some[i]->name) + 1);
      PUT(to, ": ");
      entry(to, some[j]);
      done[j] = true;
    }
    PUT(to, "}");
    any = true;
  }
  free(done);
  add(to, any ? "}}" : "}");
}

static void put_null(text *to, const parameter *of) { (void)of; PUT(to, "null"); }
static void put_gone(text *to, const parameter *of) { (void)of; PUT(to, "{\"access\": \"\", \"subscribers\": []}"); }

static void tell_all(zocp *node, parameter *of, void (*entry)(text *, const parameter *)) {
  for (int i = 0; i < node->peer_count; i++) {
    text message = {0};
    peer *each = node->peers[i];
    if (!each->ready || !each->zocp) continue;
    put_mod(&message, &of, 1, entry == put_null && !each->answers ? put_gone : entry); /* old nodes cannot forget a name */
    PUT(&message, "}");
    whisper(node, node->peers[i], &message, true);
  }
}

/* ---- ZOCP: values ---- */

/* The value as the parameter writes it; NULL, with the reason, when it does not fit. */
static char *fit(zocp *node, const parameter *of, const json *value) {
  text typed = {0}, shown = {0};
  const char *reason = NULL;
  json_write(&shown, value);
  if (!put_typed(&typed, of->type, value)) reason = because(node, "%.80s is no %s", shown.at, of->type);
  const json *each = value->kind == JSON_LIST ? value->first : value;
  for (int i = 0; each && !reason; each = value->kind == JSON_LIST ? each->next : NULL, i++) {
    for (int side = 0; side < 2 && each->kind == JSON_NUMBER; side++) {
      const json *limit = json_get(of->limits, side ? "max" : "min");
      if (limit && limit->kind == JSON_LIST) {
        limit = limit->first;
        for (int j = 0; limit && j < i; j++) limit = limit->next;
      }
      if (!limit || limit->kind != JSON_NUMBER) continue;
      double number = number_of(each->text), bound = number_of(limit->text);
      if (!(side ? number <= bound : number >= bound)) /* NaN is in no range */
        reason = because(node, "%.80s is %s %.40s", each->text, side ? "above the maximum" : "below the minimum", limit->text);
    }
  }
  free(shown.at);
  if (!reason) return typed.at;
  free(typed.at);
  return NULL;
}

static void take(zocp *node, zocp_type event, parameter *of, const json *value, const char *from, const char *source, int depth);

static bool send_value(zocp *node, peer *to, parameter *of) {
  text message = {0};
  if (strchr(of->name, '.') && !to->answers) {
    put_mod(&message, &of, 1, put_value);
    PUT(&message, "}");
  } else {
    PUT(&message, "{\"SIG\": [");
    put_name(&message, of->name);
    PUT(&message, ", ");
    put(&message, of->value, strlen(of->value));
    PUT(&message, "]}");
  }
  return whisper(node, to, &message, false);
}

/* Sends the value, or keeps it until the peer takes it: the newest replaces what waits. */
static void offer_value(zocp *node, peer *to, parameter *of) {
  if (!to || !to->ready || (!to->late_count && send_value(node, to, of))) return;
  for (int i = 0; i < to->late_count; i++) if (to->late[i] == of) return;
  *APPEND(to->late, to->late_count) = of;
}

/* Sends the value to whoever subscribed, once each, and not where it came from; ours may drive ours. */
static void signal_value(zocp *node, parameter *of, const char *source, int depth) {
  for (int i = 0; i < node->peer_count; i++) {
    peer *each = node->peers[i];
    bool subscribed = each->monitors;
    for (int j = 0; j < of->count && !subscribed; j++) subscribed = strcmp(of->subscribers[j].id, each->id) == 0;
    if (subscribed && (!source || strcmp(source, each->id) != 0)) offer_value(node, each, of);
  }
  for (int j = 0; j < of->count && depth < 32; j++) {
    parameter *sensor = strcmp(of->subscribers[j].id, node->id) == 0 ? parameter_of(node, of->subscribers[j].name) : NULL;
    if (!sensor) continue;
    char from[2 * NAME_SIZE + 2];
    json *value = json_parse(of->value, strlen(of->value));
    snprintf(from, sizeof from, "%s/%s", node->name, of->name);
    if (value) take(node, ZOCP_SIGNAL, sensor, value, from, node->id, depth + 1);
    json_free(value);
  }
}

/* Whether the links from a parameter lead back to it. */
static bool on_ring(zocp *node, parameter *of) {
  enum { ENDS = 512 };
  if (of->ring >= 0) return of->ring;
  end *ends = grown(NULL, ENDS * sizeof *ends);
  int count = 0;
  bool found = false;
  for (int at = -1; at < count && !found; at++) {
    const char *id = at < 0 ? node->id : ends[at].id, *name = at < 0 ? of->name : ends[at].name;
    parameter *ours = strcmp(id, node->id) == 0 ? parameter_of(node, name) : NULL;
    peer *theirs = ours ? NULL : peer_by_id(node, id);
    json *list = theirs ? json_get(peer_parameter(theirs, name), "subscribers") : NULL;
    json *each = list && list->kind == JSON_LIST ? list->first : NULL;
    for (int i = 0; ours ? i < ours->count : each != NULL; i++, each = each ? each->next : NULL) {
      const char *next_id = ours ? ours->subscribers[i].id : string_of(each->kind == JSON_LIST ? each->first : NULL);
      const char *next = ours ? ours->subscribers[i].name : next_id ? string_of(each->first->next) : NULL;
      int known = 0;
      if (!next_id || !next || count == ENDS) continue;
      if (strcmp(next_id, node->id) == 0 && strcmp(next, of->name) == 0) found = true;
      while (known < count && (strcmp(ends[known].id, next_id) != 0 || strcmp(ends[known].name, next) != 0)) known++;
      if (known == count) { FILL(ends[count].id, next_id); FILL(ends[count].name, next); count++; }
    }
  }
  free(ends);
  of->ring = found;
  return found;
}

static void lists_changed(zocp *node) {
  for (int i = 0; i < node->parameter_count; i++) node->parameters[i]->ring = -1;
}

/* Takes a value that came from elsewhere, and passes on what is new; on a ring at most once in 10 ms. */
static void take(zocp *node, zocp_type event, parameter *of, const json *value, const char *from, const char *source, int depth) {
  char *typed = fit(node, of, value);
  if (!typed) return;
  bool news = of->event || strcmp(typed, of->value) != 0;
  free(of->value);
  of->value = typed;
  tell(node, (zocp_event){.type = event, .parameter = of->name, .value = of->value, .from = from});
  if (!news) return;
  tell(node, (zocp_event){.type = ZOCP_CHANGED, .parameter = of->name, .value = of->value, .from = from});
  if (of->count && on_ring(node, of)) {
    if (now() < of->passed + 0.01) {
      of->paced = true;
      FILL(of->source, source);
      return;
    }
    of->passed = now();
  }
  signal_value(node, of, source, depth);
}

/* A value of a peer's emitter goes to our sensors that are linked to it. */
static void drive(zocp *node, peer *from, const char *emitter, const json *value) {
  char whose[2 * NAME_SIZE + 2];
  snprintf(whose, sizeof whose, "%s/%s", from->name, emitter);
  for (int i = 0; i < node->parameter_count && !from->gone; i++) {
    parameter *sensor = node->parameters[i];
    bool linked = strchr(sensor->access, 's') && lists(from, emitter, node->id, sensor->name);
    for (int j = 0; j < node->asked_count && !linked && strchr(sensor->access, 's'); j++) {
      link_ids *asked = &node->asked[j];
      linked = strcmp(asked->emitter_node, from->id) == 0 && strcmp(asked->emitter, emitter) == 0 && strcmp(asked->sensor, sensor->name) == 0;
    }
    if (linked) take(node, ZOCP_SIGNAL, sensor, value, whose, from->id, 0);
  }
}

/* ---- ZOCP: links ---- */

static void send_link(zocp *node, peer *to, const char *verb, const link_ids *link) {
  text message = {0};
  add(&message, "{\"%s\": [\"%s\", ", verb, link->emitter_node);
  if (link->all) PUT(&message, "null"); else put_name(&message, link->emitter);
  add(&message, ", \"%s\", ", link->sensor_node);
  if (link->none) PUT(&message, "null"); else put_name(&message, link->sensor);
  PUT(&message, "]}");
  whisper(node, to, &message, true);
}

static bool is_listed(const parameter *of, const char *id, const char *sensor) {
  for (int i = 0; i < of->count; i++)
    if (strcmp(of->subscribers[i].id, id) == 0 && strcmp(of->subscribers[i].name, sensor) == 0) return true;
  return false;
}

static void relist(zocp *node, parameter *of) {
  lists_changed(node);
  if (!of->relisted) of->relisted_at = now() + 0.02;
  of->relisted = true;
}

static void list(zocp *node, parameter *of, const char *id, const char *name, const char *sensor) {
  if (!is_listed(of, id, sensor) && node->subscriptions < SUBSCRIPTION_LIMIT) {
    end *added = APPEND(of->subscribers, of->count);
    FILL(added->id, id);
    FILL(added->name, sensor);
    node->subscriptions++;
    relist(node, of);
    tell(node, (zocp_event){.type = ZOCP_SUBSCRIBED, .parameter = of->name, .from = name});
  }
  if (of->event) return;
  if (strcmp(id, node->id) == 0) signal_value(node, of, NULL, 0);
  else offer_value(node, peer_by_id(node, id), of);
}

/* Takes a sensor out of a list; all of that node's when it is NULL. */
static void unlist(zocp *node, parameter *of, const char *id, const char *name, const char *sensor) {
  for (int i = of ? of->count - 1 : -1; i >= 0; i--) {
    if (strcmp(of->subscribers[i].id, id) != 0 || (sensor && strcmp(of->subscribers[i].name, sensor) != 0)) continue;
    REMOVE(of->subscribers, of->count, i);
    node->subscriptions--;
    relist(node, of);
    tell(node, (zocp_event){.type = ZOCP_UNSUBSCRIBED, .parameter = of->name, .from = name});
  }
}

static bool same_link(const link_ids *a, const link_ids *b) {
  return strcmp(a->emitter_node, b->emitter_node) == 0 && strcmp(a->emitter, b->emitter) == 0 &&
         strcmp(a->sensor_node, b->sensor_node) == 0 && strcmp(a->sensor, b->sensor) == 0 && a->all == b->all && a->none == b->none;
}

static void unask(zocp *node, const link_ids *link) {
  for (int i = node->asked_count - 1; i >= 0; i--)
    if (same_link(&node->asked[i], link)) REMOVE(node->asked, node->asked_count, i);
}

/* Our sensor subscribes. */
static void ask(zocp *node, peer *to, const link_ids *link) {
  if (!to || !to->ready || node->asked_count >= SUBSCRIPTION_LIMIT) return;
  unask(node, link);
  *APPEND(node->asked, node->asked_count) = *link;
  send_link(node, to, "SUB", link);
}

static void cut_at_emitter(zocp *node, peer *emitter, const link_ids *link) {
  unask(node, link);
  send_link(node, emitter, "UNSUB", link);
  for (int i = 0; i < node->parameter_count && !emitter->answers && strcmp(link->sensor_node, node->id) == 0; i++) {
    link_ids other = *link; /* the reference may drop all of them */
    FILL(other.sensor, node->parameters[i]->name);
    if (strcmp(other.sensor, link->sensor) != 0 && lists(emitter, link->emitter, node->id, other.sensor)) send_link(node, emitter, "SUB", &other);
  }
}

static link_ids ids_of(zocp *node, const wire *of) {
  link_ids link = {0};
  peer *from = peer_by_name(node, of->emitter_node), *to = peer_by_name(node, of->sensor_node);
  FILL(link.emitter_node, !*of->emitter_node ? node->id : from ? from->id : "");
  FILL(link.sensor_node, !*of->sensor_node ? node->id : to ? to->id : "");
  FILL(link.emitter, of->emitter);
  FILL(link.sensor, of->sensor);
  return link;
}

/* Makes a link that has an end here, when both ends are there. */
static void make(zocp *node, wire *of) {
  bool from_us = !*of->emitter_node, to_us = !*of->sensor_node;
  parameter *emitter = from_us ? parameter_of(node, of->emitter) : NULL, *sensor = to_us ? parameter_of(node, of->sensor) : NULL;
  peer *other = peer_by_name(node, from_us ? of->sensor_node : of->emitter_node);
  link_ids link = ids_of(node, of);
  if (from_us && to_us) {
    if (emitter && sensor && !is_listed(emitter, node->id, of->sensor)) list(node, emitter, node->id, node->name, of->sensor);
  } else if (emitter && other && peer_parameter(other, of->sensor)) {
    if (is_listed(emitter, other->id, of->sensor)) return;
    of->tried = now();
    send_link(node, other, "SUB", &link);
  } else if (sensor && other && json_get(peer_parameter(other, of->emitter), "subscribers")) {
    if (lists(other, of->emitter, node->id, of->sensor)) return;
    of->tried = now();
    ask(node, other, &link);
  }
}

static void make_all(zocp *node, const peer *with) {
  for (int i = 0; i < node->wire_count; i++) {
    wire *each = &node->wires[i];
    bool concerned = !with || strcmp(each->emitter_node, with->name) == 0 || strcmp(each->sensor_node, with->name) == 0;
    if (concerned && (each->tried == 0 || now() > each->tried + 2)) make(node, each);
  }
}

static void drop_wire(zocp *node, const char *emitter_node, const char *emitter, const char *sensor_node, const char *sensor) {
  for (int i = node->wire_count - 1; i >= 0; i--) {
    wire *each = &node->wires[i];
    if (strcmp(each->emitter_node, emitter_node) == 0 && strcmp(each->emitter, emitter) == 0 &&
        strcmp(each->sensor_node, sensor_node) == 0 && strcmp(each->sensor, sensor) == 0) REMOVE(node->wires, node->wire_count, i);
  }
}

/* ---- ZOCP: verbs ---- */

/* Ids are read with dashes, braces and in upper case, too. */
static void fill_id(char to[33], const char *from) {
  int size = 0;
  for (; *from && size < 32; from++)
    if (!strchr("-{}", *from)) to[size++] = *from >= 'A' && *from <= 'F' ? (char)(*from + 32) : *from;
  to[size] = 0;
}

static bool read_link(const json *data, link_ids *link) {
  const json *each[4];
  *link = (link_ids){0};
  const json *next = data->kind == JSON_LIST ? data->first : NULL;
  for (int i = 0; i < 4; i++, next = next->next) {
    if (!next || (next->kind != JSON_STRING && (i % 2 == 0 || next->kind != JSON_NULL))) return false;
    if (next->kind == JSON_STRING && strlen(next->text) >= NAME_SIZE) return false;
    each[i] = next;
  }
  fill_id(link->emitter_node, each[0]->text);
  fill_id(link->sensor_node, each[2]->text);
  link->all = each[1]->kind == JSON_NULL;
  link->none = each[3]->kind == JSON_NULL;
  FILL(link->emitter, each[1]->text);
  FILL(link->sensor, each[3]->text);
  return true;
}

static void refuse_sub(zocp *node, peer *from, const char *name, const char *what) {
  text message = {0};
  char reason[2 * NAME_SIZE + 40];
  if (!from->answers) return;
  snprintf(reason, sizeof reason, "%s has no %s named %s", node->name, what, name);
  PUT(&message, "{\"REP\": [\"SUB\", {\"refused\": {");
  put_name(&message, name);
  PUT(&message, ": ");
  put_name(&message, reason);
  PUT(&message, "}}]}");
  whisper(node, from, &message, true);
}

static void on_sub(zocp *node, peer *from, const link_ids *link) {
  parameter *emitter = parameter_of(node, link->emitter), *sensor = parameter_of(node, link->sensor);
  bool fits = sensor && strchr(sensor->access, 's');
  if (strcmp(link->emitter_node, node->id) != 0) {
    if (strcmp(link->sensor_node, node->id) != 0 || link->none || link->all) return;
    peer *other = peer_by_id(node, link->emitter_node);
    if (fits) { ask(node, other, link); return; }
    refuse_sub(node, from, link->sensor, "sensor");
    if (other == from && !from->answers) send_link(node, from, "UNSUB", link); /* it has listed us already */
  } else if (link->all) {
    if (strcmp(link->sensor_node, from->id) != 0) return;
    from->monitors = true;
    tell(node, (zocp_event){.type = ZOCP_SUBSCRIBED, .from = from->name});
  } else if (!emitter) {
    if (node->waiting_count < 1000) *APPEND(node->waiting, node->waiting_count) = *link; /* until it is registered */
  } else if (!strchr(emitter->access, 'e')) {
    refuse_sub(node, from, link->emitter, "emitter");
    text message = {0};
    if (from->answers) return;
    put_mod(&message, &emitter, 1, put_list);
    PUT(&message, "}");
    whisper(node, from, &message, true);
  } else if (strcmp(link->sensor_node, from->id) == 0) list(node, emitter, from->id, from->name, link->sensor);
  else if (strcmp(link->sensor_node, node->id) == 0) {
    if (fits) list(node, emitter, node->id, node->name, link->sensor);
  } else {
    peer *subscriber = peer_by_id(node, link->sensor_node); /* it asks us itself, and then is listed */
    if (subscriber && (subscriber->answers || peer_parameter(subscriber, link->sensor))) send_link(node, subscriber, "SUB", link);
  }
}

static void on_unsub(zocp *node, peer *from, const link_ids *link) {
  bool from_us = strcmp(link->emitter_node, node->id) == 0, to_us = strcmp(link->sensor_node, node->id) == 0;
  peer *other = peer_by_id(node, from_us ? link->sensor_node : link->emitter_node);
  if (from_us) {
    for (int i = node->waiting_count - 1; i >= 0; i--)
      if (same_link(&node->waiting[i], link)) REMOVE(node->waiting, node->waiting_count, i);
    if (link->all) {
      if (other) other->monitors = false;
      tell(node, (zocp_event){.type = ZOCP_UNSUBSCRIBED, .from = from->name});
      return;
    }
    unlist(node, parameter_of(node, link->emitter), link->sensor_node, other ? other->name : node->name, link->sensor);
    drop_wire(node, "", link->emitter, other ? other->name : "", link->sensor);
    if (other && other != from) send_link(node, other, "UNSUB", link);
  } else if (to_us) {
    unask(node, link);
    if (other) drop_wire(node, other->name, link->emitter, "", link->sensor);
    if (other && other != from) cut_at_emitter(node, other, link);
  }
}

static void on_get(zocp *node, peer *from, const json *names) {
  text message = {0};
  bool whole = names->kind != JSON_LIST;
  parameter **some = grown(NULL, (size_t)node->parameter_count * sizeof *some);
  int count = 0;
  for (int i = 0; i < node->parameter_count; i++) {
    bool wanted = whole;
    for (const json *each = names->first; each && !wanted; each = each->next)
      wanted = string_of(each) && strcmp(each->text, node->parameters[i]->name) == 0;
    if (wanted) some[count++] = node->parameters[i];
  }
  put_mod(&message, some, count, put_description);
  free(some);
  if (whole && from->answers) PUT(&message, ", \"REP\": [\"GET\", {}]");
  PUT(&message, "}");
  whisper(node, from, &message, true);
}

typedef struct { zocp *node; peer *peer; parameter **known; int count; text accepted, refused; } setting;

static void set_entry(const char *path, json *entry, void *data) {
  setting *of = data;
  parameter *ours = parameter_of(of->node, path);
  const json *value = json_get(entry, "value");
  const char *reason = !ours ? "there is no such parameter" : !value || !strchr(ours->access, 'w') ? "it cannot be set" : NULL;
  char *typed = reason ? NULL : fit(of->node, ours, value);
  if (!reason && !typed) reason = of->node->why;
  if (of->accepted.size + of->refused.size < (1 << 20)) {
    text *to = reason ? &of->refused : &of->accepted;
    if (to->size) PUT(to, ", ");
    put_name(to, path);
    if (reason) { PUT(to, ": "); put_name(to, reason); }
  }
  if (ours) {
    int i = 0;
    while (i < of->count && of->known[i] != ours) i++;
    if (i == of->count) *APPEND(of->known, of->count) = ours;
  }
  free(typed);
  if (!reason) take(of->node, ZOCP_SET, ours, value, of->peer->name, of->peer->id, 0);
}

static void on_set(zocp *node, peer *from, const json *data) {
  setting of = {.node = node, .peer = from};
  text message = {0};
  each_entry(data, set_entry, &of);
  put_mod(&message, of.known, of.count, put_value);
  if (from->answers) {
    add(&message, ", \"REP\": [\"SET\", {\"accepted\": [");
    put(&message, of.accepted.at ? of.accepted.at : "", of.accepted.size);
    add(&message, "], \"refused\": {");
    put(&message, of.refused.at ? of.refused.at : "", of.refused.size);
    add(&message, "}}]");
  }
  PUT(&message, "}");
  free(of.accepted.at);
  free(of.refused.at);
  free(of.known);
  if (from->answers || of.count) whisper(node, from, &message, true);
  else free(message.at);
}

static void answer_set(zocp *node, peer *from, const char *name, const char *reason) {
  for (int i = 0; i < node->set_count; i++) { /* the oldest: answers come in the order of the questions */
    pending set = node->sets[i];
    text value = {0};
    if (strcmp(set.id, from->id) != 0 || strcmp(set.name, name) != 0) continue;
    REMOVE(node->sets, node->set_count, i);
    const json *known = json_get(peer_parameter(from, name), "value");
    if (known) json_write(&value, known);
    if (reason) because(node, "%s/%s: %s", from->name, name, reason);
    tell(node, (zocp_event){.type = ZOCP_ANSWER, .request = set.request, .parameter = name, .value = value.at,
                            .reason = reason ? node->why : NULL});
    free(value.at);
    return;
  }
}

static void put_parameter(const char *path, json *entry, void *data) {
  text *to = data;
  if (!is_parameter(entry)) return;
  add(to, to->size > 1 ? ", {\"name\": " : "{\"name\": ");
  put_name(to, path);
  for (const json *each = entry->first; each; each = each->next) {
    PUT(to, ", ");
    put_name(to, each->name);
    PUT(to, ": ");
    json_write(to, each);
  }
  PUT(to, "}");
}

static void describe(zocp *node, peer *of) {
  text parameters = {0};
  if (of->described) return;
  of->described = true;
  PUT(&parameters, "[");
  each_entry(of->tree, put_parameter, &parameters);
  PUT(&parameters, "]");
  tell(node, (zocp_event){.type = ZOCP_DESCRIBED, .node = of->name, .id = of->id, .value = parameters.at});
  free(parameters.at);
  make_all(node, of);
}

typedef struct { zocp *node; peer *peer; const json *news; bool whole, after; int names; struct { char *path, *value; } *driven; int count; } change;

/* Before the part is merged: which emitters will have another value than was known. */
static void compare_entry(const char *path, json *entry, void *data) {
  change *of = data;
  json *known = peer_parameter(of->peer, path), *value = json_get(entry, "value"), *before = json_get(known, "value");
  of->names++;
  if (*path != '_' && entry->kind == JSON_OBJECT && !json_get(entry, "typeHint")) of->whole = false;
  if (!value || !before || of->count >= 1000) return;
  text old = {0}, new = {0};
  json_write(&old, before);
  json_write(&new, value);
  if (strcmp(old.at, new.at) != 0) {
    of->driven = grown(of->driven, (size_t)(of->count + 1) * sizeof *of->driven);
    of->driven[of->count].path = copy_of(path);
    of->driven[of->count++].value = new.at;
  } else free(new.at);
  free(old.at);
}

static void settle_entry(const char *path, json *entry, void *data) {
  change *of = data;
  (void)entry;
  answer_set(of->node, of->peer, path, NULL);
}

static bool has_room(zocp *node, peer *of, size_t growth) {
  for (int attempt = 0; attempt < 2; attempt++) {
    if (of->size + growth <= TREE_LIMIT && node->size + growth <= 4 * (size_t)TREE_LIMIT) {
      of->size += growth;
      node->size += growth;
      return true;
    }
    size_t size = weight(of->tree); /* what was replaced was counted, too */
    node->size += size - of->size;
    of->size = size;
  }
  return false;
}

static void count_entry(const char *path, json *entry, void *data) { (void)path; (void)entry; ++*(int *)data; }

/* Takes the data out of its message. */
static void on_mod(zocp *node, peer *from, json *data) {
  change of = {.node = node, .peer = from, .whole = true};
  int names = 0;
  if (data->kind != JSON_OBJECT) return;
  each_entry(data, compare_entry, &of);
  each_entry(from->tree, count_entry, &names);
  if (has_room(node, from, weight(data->first)) && of.names + names <= 2 * NAME_LIMIT) {
    json *part = grown(NULL, sizeof *part), *settled = NULL;
    *part = (json){.kind = JSON_OBJECT, .first = data->first, .last = data->last};
    data->first = data->last = NULL;
    if (!from->answers && node->set_count) { /* who says nothing to a SET shows it */
      text again = {0};
      json_write(&again, part);
      settled = json_parse(again.at, again.size);
      free(again.at);
    }
    if (!from->tree) { from->tree = grown(NULL, sizeof *from->tree); *from->tree = (json){.kind = JSON_OBJECT}; }
    merge(from->tree, part, from->answers, 0);
    lists_changed(node);
    for (int i = node->asked_count - 1; i >= 0; i--)
      if (strcmp(node->asked[i].emitter_node, from->id) == 0 && lists(from, node->asked[i].emitter, node->id, node->asked[i].sensor))
        REMOVE(node->asked, node->asked_count, i);
    for (int i = 0; i < of.count && !from->gone; i++) {
      json *value = json_parse(of.driven[i].value, strlen(of.driven[i].value));
      if (value) drive(node, from, of.driven[i].path, value);
      json_free(value);
    }
    if (settled) each_entry(settled, settle_entry, &of);
    json_free(settled);
    if (of.whole && !from->answers) describe(node, from); /* others say when that was all */
    make_all(node, from);
  }
  for (int i = 0; i < of.count; i++) { free(of.driven[i].path); free(of.driven[i].value); }
  free(of.driven);
}

static void on_sig(zocp *node, peer *from, json *data) {
  const char *emitter = string_of(data->kind == JSON_LIST ? data->first : NULL);
  json *value = emitter ? data->first->next : NULL;
  if (!value || strlen(emitter) >= NAME_SIZE) return;
  json *known = peer_parameter(from, emitter);
  text again = {0};
  json_write(&again, value);
  if (known && has_room(node, from, again.size + sizeof *value)) {
    json *kept = json_parse(again.at, again.size);
    if (kept) {
      kept->name = copy_of("value");
      kept->hash = hash_of("value");
      json_put(known, kept);
    }
  }
  free(again.at);
  drive(node, from, emitter, value);
}

static void on_call(zocp *node, peer *from, const json *data) {
  text message = {0};
  const json *id = data->kind == JSON_LIST && data->first && data->first->next ? data->first->next->next : NULL;
  if (!from->answers || !id) return;
  PUT(&message, "{\"REP\": [\"CALL\", {\"id\": ");
  json_write(&message, id);
  PUT(&message, ", \"error\": \"there is no such method\"}]}");
  whisper(node, from, &message, true);
}

static void on_rep(zocp *node, peer *from, const json *data) {
  const char *verb = string_of(data->kind == JSON_LIST ? data->first : NULL);
  const json *detail = verb ? data->first->next : NULL;
  if (!detail) return;
  if (strcmp(verb, "GET") == 0) describe(node, from);
  if (strcmp(verb, "SET") != 0) return;
  const json *accepted = json_get(detail, "accepted"), *refused = json_get(detail, "refused");
  for (const json *each = refused && refused->kind == JSON_OBJECT ? refused->first : NULL; each; each = each->next)
    answer_set(node, from, each->name, string_of(each) ? each->text : "refused");
  for (const json *each = accepted && accepted->kind == JSON_LIST ? accepted->first : NULL; each; each = each->next)
    if (string_of(each)) answer_set(node, from, each->text, NULL);
}

static void heard(zocp *node, peer *from, const char *octets, size_t size) {
  json *message = json_parse(octets, size);
  link_ids link;
  for (json *each = message && message->kind == JSON_OBJECT ? message->first : NULL; each && from->ready; each = each->next) {
    const char *verb = each->name;
    if (strcmp(verb, "GET") == 0) on_get(node, from, each);
    else if (strcmp(verb, "SET") == 0) on_set(node, from, each);
    else if (strcmp(verb, "MOD") == 0) on_mod(node, from, each);
    else if (strcmp(verb, "SIG") == 0) on_sig(node, from, each);
    else if (strcmp(verb, "SUB") == 0 && read_link(each, &link)) on_sub(node, from, &link);
    else if (strcmp(verb, "UNSUB") == 0 && read_link(each, &link)) on_unsub(node, from, &link);
    else if (strcmp(verb, "CALL") == 0) on_call(node, from, each);
    else if (strcmp(verb, "REP") == 0) on_rep(node, from, each);
  }
  json_free(message);
}

static void entered(zocp *node, peer *peer) {
  text message = {0};
  tell(node, (zocp_event){.type = ZOCP_ENTER, .node = peer->name, .id = peer->id});
  if (!peer->zocp) return;
  PUT(&message, "{\"GET\": null}");
  whisper(node, peer, &message, true);
}

static void left(zocp *node, peer *peer, const char *reason) {
  node->size -= peer->size;
  lists_changed(node);
  for (int i = node->asked_count - 1; i >= 0; i--)
    if (strcmp(node->asked[i].emitter_node, peer->id) == 0) REMOVE(node->asked, node->asked_count, i);
  for (int i = node->waiting_count - 1; i >= 0; i--)
    if (strcmp(node->waiting[i].sensor_node, peer->id) == 0) REMOVE(node->waiting, node->waiting_count, i);
  for (int i = 0; i < node->wire_count; i++) node->wires[i].tried = 0;
  for (int i = 0; i < node->parameter_count && strcmp(reason, "resync") != 0; i++) /* who starts over wants what it wanted */
    unlist(node, node->parameters[i], peer->id, peer->name, NULL);
  tell(node, (zocp_event){.type = ZOCP_EXIT, .node = peer->name, .id = peer->id, .reason = reason});
}

/* ---- What a program calls ---- */

static bool find_interface(zocp *node, const char *wanted) {
  struct ifaddrs *all = NULL, *each;
  struct sockaddr_in way = {.sin_family = AF_INET, .sin_port = htons(1)}, broadcast = {.sin_family = AF_INET};
  socklen_t size = sizeof way;
  bool found = false;
  const char *loopback[] = {"lo", "lo0", "loopback", "localhost"};
  for (int i = 0; wanted && i < 4; i++) if (strcasecmp(wanted, loopback[i]) == 0) wanted = "127.0.0.1";
  inet_pton(AF_INET, "10.255.255.255", &way.sin_addr);
  int probe = socket(AF_INET, SOCK_DGRAM, 0); /* tells the way out of this machine; no datagram is sent */
  if (connect(probe, (struct sockaddr *)&way, sizeof way) != 0 || getsockname(probe, (struct sockaddr *)&way, &size) != 0)
    inet_pton(AF_INET, "127.0.0.1", &way.sin_addr);
  close(probe);
  if (getifaddrs(&all) != 0) return false;
  for (each = all; each && !found; each = each->ifa_next) {
    char address[INET_ADDRSTRLEN];
    if (!each->ifa_addr || each->ifa_addr->sa_family != AF_INET || !each->ifa_netmask) continue;
    struct in_addr ours = ((struct sockaddr_in *)each->ifa_addr)->sin_addr;
    inet_ntop(AF_INET, &ours, address, sizeof address);
    found = wanted ? strcasecmp(each->ifa_name, wanted) == 0 || strcmp(address, wanted) == 0 : ours.s_addr == way.sin_addr.s_addr;
    if (!found) continue;
    node->address = ours;
    node->mask = ((struct sockaddr_in *)each->ifa_netmask)->sin_addr;
    broadcast.sin_addr.s_addr = ours.s_addr | ~node->mask.s_addr;
  }
  freeifaddrs(all);
  node->places[0] = node->places[1] = broadcast;
  bool alone = (ntohl(node->address.s_addr) >> 24) == 127;
  inet_pton(AF_INET, alone ? "225.25.25.25" : "255.255.255.255", &node->places[1].sin_addr);
  return found;
}

static bool open_beacon(zocp *node, int port) {
  int on = 1;
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  struct sockaddr_in ours = {.sin_family = AF_INET, .sin_addr = node->address};
  struct ip_mreq group = {.imr_interface = node->address};
  inet_pton(AF_INET, "225.25.25.25", &group.imr_multiaddr);
  node->ear = socket(AF_INET, SOCK_DGRAM, 0);
  node->mouth = socket(AF_INET, SOCK_DGRAM, 0);
  setsockopt(node->ear, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
#ifdef SO_REUSEPORT
  setsockopt(node->ear, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
#endif
  setsockopt(node->mouth, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  setsockopt(node->ear, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group); /* without multicast broadcasts remain */
  setsockopt(node->mouth, IPPROTO_IP, IP_MULTICAST_IF, &node->address, sizeof node->address);
  fcntl(node->ear, F_SETFL, O_NONBLOCK);
  fcntl(node->mouth, F_SETFL, O_NONBLOCK);
  node->places[0].sin_port = node->places[1].sin_port = htons((uint16_t)port);
  return bind(node->ear, (struct sockaddr *)&any, sizeof any) == 0 && bind(node->mouth, (struct sockaddr *)&ours, sizeof ours) == 0;
}

static bool open_inbox(zocp *node) {
  int none = 0, on = 1;
  int64_t limit = MESSAGE_LIMIT;
  char address[INET_ADDRSTRLEN], place[64];
  size_t size = sizeof node->endpoint;
  node->context = zmq_ctx_new();
  zmq_ctx_set(node->context, ZMQ_MAX_SOCKETS, 4 * PEER_LIMIT);
  node->inbox = zmq_socket(node->context, ZMQ_ROUTER);
  zmq_setsockopt(node->inbox, ZMQ_LINGER, &none, sizeof none);
  zmq_setsockopt(node->inbox, ZMQ_ROUTER_HANDOVER, &on, sizeof on);
  zmq_setsockopt(node->inbox, ZMQ_MAXMSGSIZE, &limit, sizeof limit);
  inet_ntop(AF_INET, &node->address, address, sizeof address);
  snprintf(place, sizeof place, "tcp://%s:*", address);
  if (zmq_bind(node->inbox, place) != 0 || zmq_getsockopt(node->inbox, ZMQ_LAST_ENDPOINT, node->endpoint, &size) != 0) return false;
  node->tcp_port = atoi(strrchr(node->endpoint, ':') + 1);
  return true;
}

zocp *zocp_open(const char *name, const char *interface, int port) {
  zocp *node = grown(NULL, sizeof *node);
  *node = (zocp){.watched = -1, .ear = -1, .mouth = -1};
  const char *environment = getenv("ZOCP_PORT");
  FILE *chance = fopen("/dev/urandom", "rb");
  bool drawn = chance && fread(node->uuid, 16, 1, chance) == 1;
  if (chance) fclose(chance);
  node->uuid[6] = (uint8_t)((node->uuid[6] & 0x0f) | 0x40);
  node->uuid[8] = (uint8_t)((node->uuid[8] & 0x3f) | 0x80);
  put_hex(node->id, node->uuid);
  FILL(node->name, name);
  if (!interface || !*interface) interface = getenv("ZOCP_INTERFACE");
  if (!port) port = environment ? atoi(environment) : 5670;
  node->ticked = now();
  if (drawn && find_interface(node, interface && *interface ? interface : NULL) && open_inbox(node) && open_beacon(node, port)) return node;
  zocp_close(node);
  return NULL;
}

static void free_parameter(parameter *of) {
  free(of->value);
  free(of->fields);
  free(of->subscribers);
  json_free(of->limits);
  free(of);
}

void zocp_close(zocp *node) {
  for (int i = 0; i < 3 && node->tcp_port; i++) {
    send_beacons(node, 0, 2);
    usleep(20000);
  }
  node->listener = NULL;
  for (int i = 0; i < node->peer_count; i++) {
    hang_up(node->peers[i]);
    node->peers[i]->gone = true;
  }
  sweep(node);
  if (node->ear >= 0) close(node->ear);
  if (node->mouth >= 0) close(node->mouth);
  if (node->inbox) zmq_close(node->inbox);
  if (node->context) zmq_ctx_term(node->context);
  for (int i = 0; i < node->parameter_count; i++) free_parameter(node->parameters[i]);
  free(node->parameters);
  free(node->wires);
  free(node->asked);
  free(node->waiting);
  free(node->sets);
  free(node);
}

void zocp_on(zocp *node, zocp_listener *listener, void *data) {
  node->listener = listener;
  node->data = data;
}

const char *zocp_id(zocp *node) { return node->id; }
const char *zocp_endpoint(zocp *node) { return node->endpoint; }
double zocp_number(const char *value) { return value && strspn(value, "-0123456789.eE+") == strlen(value) ? number_of(value) : NAN; }

const char *zocp_value(zocp *node, const char *name) {
  parameter *known = parameter_of(node, name);
  return known ? known->value : NULL;
}

/* More of a description, behind a comma; limits written as the type is. */
static char *fields_of(const json *fields, const char *type) {
  text some = {0};
  PUT(&some, "");
  for (const json *each = fields ? fields->first : NULL; each; each = each->next) {
    bool limit = strcmp(each->name, "min") == 0 || strcmp(each->name, "max") == 0 || strcmp(each->name, "step") == 0;
    PUT(&some, ", ");
    put_name(&some, each->name);
    PUT(&some, ": ");
    if (limit && each->kind == JSON_NUMBER) put_typed(&some, strcmp(type, "int") == 0 ? "int" : "flt", each);
    else json_write(&some, each);
  }
  return some.at;
}

const char *zocp_register(zocp *node, const char *name, const char *type, const char *access, const char *value, const char *fields) {
  const char *dot = strchr(name, '.');
  if (!*name || *name == '_' || strlen(name) >= NAME_SIZE || (dot && (dot == name || !dot[1] || strchr(dot + 1, '.'))))
    return because(node, "a parameter cannot be named \"%.200s\"", name);
  if (strlen(access) > 4 || strspn(access, "rwes") != strlen(access))
    return because(node, "access is made of the letters r, w, e and s, not \"%.40s\"", access);
  if (strlen(type) >= sizeof node->parameters[0]->type) return because(node, "\"%.40s\" is no type", type);
  json *given = json_parse(value, strlen(value)), *limits = json_parse(fields ? fields : "{}", strlen(fields ? fields : "{}"));
  parameter *of = parameter_of(node, name), fresh = {.limits = limits, .ring = -1};
  FILL(fresh.name, name);
  FILL(fresh.type, strcmp(type, "float") == 0 ? "flt" : type);
  FILL(fresh.access, access);
  fresh.event = json_get(limits, "event") && json_get(limits, "event")->kind == JSON_TRUE;
  if (!given || !limits || limits->kind != JSON_OBJECT) because(node, "%.80s is no JSON%s", given ? fields : value, given ? " object" : "");
  else fresh.value = fit(node, &fresh, given);
  json_free(given);
  if (!fresh.value) { json_free(limits); return node->why; }
  fresh.fields = fields_of(limits, fresh.type);
  if (of) { /* described anew */
    fresh.subscribers = of->subscribers;
    fresh.count = of->count;
    free(of->value);
    free(of->fields);
    json_free(of->limits);
  } else of = *APPEND(node->parameters, node->parameter_count) = grown(NULL, sizeof *of);
  *of = fresh;
  tell_all(node, of, put_description);
  for (int i = node->waiting_count - 1; i >= 0; i--) {
    link_ids link = node->waiting[i];
    peer *from = peer_by_id(node, link.sensor_node);
    if (strcmp(link.emitter, name) != 0) continue;
    REMOVE(node->waiting, node->waiting_count, i);
    if (from) on_sub(node, from, &link);
  }
  make_all(node, NULL);
  return NULL;
}

const char *zocp_remove(zocp *node, const char *name) {
  parameter *of = parameter_of(node, name);
  if (!of) return because(node, "there is no parameter \"%.200s\"", name);
  for (int i = 0; i < node->peer_count; i++)
    for (int j = node->peers[i]->late_count - 1; j >= 0; j--)
      if (node->peers[i]->late[j] == of) REMOVE(node->peers[i]->late, node->peers[i]->late_count, j);
  for (int i = 0; i < node->parameter_count; i++)
    if (node->parameters[i] == of) { REMOVE(node->parameters, node->parameter_count, i); break; }
  node->subscriptions -= of->count;
  lists_changed(node);
  tell_all(node, of, put_null);
  free_parameter(of);
  return NULL;
}

const char *zocp_emit(zocp *node, const char *name, const char *value) {
  parameter *of = parameter_of(node, name);
  if (!of) return because(node, "there is no parameter \"%.200s\"", name);
  json *given = json_parse(value, strlen(value));
  char *typed = given ? fit(node, of, given) : NULL;
  if (!given) because(node, "%.80s is no JSON", value);
  json_free(given);
  if (!typed) return node->why;
  free(of->value);
  of->value = typed;
  signal_value(node, of, NULL, 0);
  return NULL;
}

const char *zocp_emit_number(zocp *node, const char *name, double value) {
  text number = {0};
  put_float(&number, value);
  const char *wrong = zocp_emit(node, name, number.at);
  free(number.at);
  return wrong;
}

/* "desk/fader": a node and its parameter; the node is empty for ours. */
static bool split(zocp *node, const char *address, char *of, char *name) {
  const char *slash = strrchr(address, '/');
  if (strlen(address) >= NAME_SIZE) return false;
  snprintf(of, NAME_SIZE, "%.*s", slash ? (int)(slash - address) : 0, address);
  if (strcmp(of, node->name) == 0 || strcmp(of, node->id) == 0) *of = 0;
  snprintf(name, NAME_SIZE, "%s", slash ? slash + 1 : address);
  return *name != 0;
}

const char *zocp_set(zocp *node, const char *address, const char *value, int *request) {
  char of[NAME_SIZE], name[NAME_SIZE];
  text message = {0};
  if (!split(node, address, of, name)) return because(node, "\"%.200s\" is no address", address);
  int number = ++node->requests;
  if (request) *request = number;
  if (!*of) {
    const char *wrong = zocp_emit(node, name, value);
    if (!wrong) tell(node, (zocp_event){.type = ZOCP_ANSWER, .request = number, .parameter = name, .value = zocp_value(node, name)});
    return wrong;
  }
  peer *to = peer_by_name(node, of);
  if (!to) return because(node, "no node named \"%.200s\" is here", of);
  json *known = peer_parameter(to, name), *given = json_parse(value, strlen(value));
  const char *type = string_of(json_get(known, "typeHint")), *dot = json_get(to->tree, name) ? NULL : strchr(name, '.');
  if (!known) because(node, "%s has no parameter \"%.200s\"", to->name, name);
  else if (!given) because(node, "%.80s is no JSON", value);
  if (!known || !given) { json_free(given); return node->why; }
  PUT(&message, "{\"SET\": {");
  if (dot) {
    PUT(&message, "\"objects\": {");
    put_string(&message, name, (size_t)(dot - name));
    PUT(&message, ": {");
  }
  put_name(&message, dot ? dot + 1 : name);
  PUT(&message, ": {\"value\": ");
  bool fits = put_typed(&message, type ? type : "", given);
  put(&message, "}}}}}", dot ? 5 : 3);
  json_free(given);
  if (!fits) { free(message.at); return because(node, "%.80s is no %s", value, type); }
  pending *set = APPEND(node->sets, node->set_count);
  *set = (pending){.request = number, .until = now() + 5};
  FILL(set->id, to->id);
  FILL(set->name, name);
  whisper(node, to, &message, true);
  if (to->answers) return NULL;
  PUT(&message, "{\"GET\": null}"); /* the reference says nothing to a SET */
  whisper(node, to, &message, true);
  return NULL;
}

static const char *wire_of(zocp *node, const char *emitter, const char *sensor, wire *of) {
  *of = (wire){0};
  if (!split(node, emitter, of->emitter_node, of->emitter)) return because(node, "\"%.200s\" is no address", emitter);
  if (!split(node, sensor, of->sensor_node, of->sensor)) return because(node, "\"%.200s\" is no address", sensor);
  return NULL;
}

const char *zocp_connect(zocp *node, const char *emitter, const char *sensor) {
  wire of;
  if (wire_of(node, emitter, sensor, &of)) return node->why;
  if (!*of.emitter_node || !*of.sensor_node) {
    drop_wire(node, of.emitter_node, of.emitter, of.sensor_node, of.sensor);
    *APPEND(node->wires, node->wire_count) = of;
    make(node, &node->wires[node->wire_count - 1]);
    return NULL;
  }
  peer *from = peer_by_name(node, of.emitter_node);
  if (!from || !peer_by_name(node, of.sensor_node))
    return because(node, "no node named \"%.200s\" is here", from ? of.sensor_node : of.emitter_node);
  if (!json_get(peer_parameter(from, of.emitter), "subscribers")) /* a SUB for it would end the reference */
    return because(node, "%s has no emitter named \"%.200s\"", from->name, of.emitter);
  link_ids link = ids_of(node, &of);
  send_link(node, from, "SUB", &link);
  return NULL;
}

const char *zocp_disconnect(zocp *node, const char *emitter, const char *sensor) {
  wire of;
  if (wire_of(node, emitter, sensor, &of)) return node->why;
  drop_wire(node, of.emitter_node, of.emitter, of.sensor_node, of.sensor);
  link_ids link = ids_of(node, &of);
  peer *from = peer_by_name(node, of.emitter_node), *to = peer_by_name(node, of.sensor_node);
  if (!*of.emitter_node) {
    unlist(node, parameter_of(node, of.emitter), link.sensor_node, *of.sensor_node ? of.sensor_node : node->name, of.sensor);
    if (to) send_link(node, to, "UNSUB", &link);
  } else if (!from) return because(node, "no node named \"%.200s\" is here", of.emitter_node);
  else cut_at_emitter(node, from, &link);
  return NULL;
}

void zocp_watch(zocp *node, int file, void (*readable)(void *data), void *data) {
  node->watched = file;
  node->readable = readable;
  node->watch_data = data;
}

static void tick(zocp *node, double time) {
  for (int i = 0; i < node->parameter_count; i++) {
    parameter *each = node->parameters[i];
    if (each->relisted && time >= each->relisted_at) {
      each->relisted = false;
      tell_all(node, each, put_list);
    }
    if (each->paced && time >= each->passed + 0.01) {
      each->paced = false;
      each->passed = time;
      signal_value(node, each, each->source, 0);
    }
  }
  for (int i = 0; i < node->peer_count; i++) {
    peer *each = node->peers[i];
    while (each->ready && !each->gone && each->late_count && send_value(node, each, each->late[0])) REMOVE(each->late, each->late_count, 0);
  }
  while (node->set_count && time > node->sets[0].until) {
    int request = node->sets[0].request;
    REMOVE(node->sets, node->set_count, 0);
    tell(node, (zocp_event){.type = ZOCP_ANSWER, .request = request, .reason = "no answer within 5 s"});
  }
  if (time > node->ticked + 0.05) tick_mesh(node, time);
  sweep(node);
}

void zocp_poll(zocp *node, int milliseconds) {
  zmq_pollitem_t items[] = {{node->inbox, 0, ZMQ_POLLIN, 0}, {NULL, node->ear, ZMQ_POLLIN, 0}, {NULL, node->watched, ZMQ_POLLIN, 0}};
  bool soon = false;
  for (int i = 0; i < node->parameter_count; i++) soon = soon || node->parameters[i]->paced || node->parameters[i]->relisted;
  int longest = soon ? 10 : 100;
  zmq_poll(items, node->watched < 0 ? 2 : 3, milliseconds < longest ? milliseconds : longest);
  if (items[0].revents)
    for (int i = 0; i < 500 && read_message(node); i++) {} /* then others have their turn */
  if (items[1].revents) read_beacons(node);
  if (node->watched >= 0 && items[2].revents) node->readable(node->watch_data);
  tick(node, now());
}

/* ---- A node that a program drives: lines of JSON ---- */
#ifdef ZOCP_STDIO

typedef struct { zocp *node; text input; bool open; text keys[1000]; int requests[1000], count; } driver;

static void put_line(text *line) {
  fwrite(line->at, line->size, 1, stdout);
  putchar('\n');
  fflush(stdout);
  free(line->at);
  *line = (text){0};
}

static void put_field(text *line, const char *name, const char *value) {
  add(line, ", \"%s\": ", name);
  if (value) put_name(line, value); else add(line, "null");
}

/* JSON for other programs has no NaN and no infinities. */
static void put_plain(text *line, const char *value) {
  json *read = json_parse(value, strlen(value));
  for (json *each = read; each; each = each == read ? each->first : each->next)
    if (each->kind == JSON_NUMBER && strpbrk(each->text, "NI")) { each->kind = JSON_NULL; }
  if (read) json_write(line, read); else add(line, "null");
  json_free(read);
}

static void answer(driver *of, const text *key, const char *wrong, const char *value) {
  text line = {0};
  (void)of;
  add(&line, "{\"event\": \"%s\"", wrong ? "error" : "done");
  if (wrong) put_field(&line, "message", wrong);
  if (value) { add(&line, ", \"value\": "); put_plain(&line, value); }
  if (key->size) { add(&line, ", \"id\": "); put(&line, key->at, key->size); }
  add(&line, "}");
  put_line(&line);
}

static void happened(zocp *node, const zocp_event *event, void *data) {
  static const char *names[] = {"enter", "exit", "described", "set", "signal", "", "subscribed", "unsubscribed"};
  driver *of = data;
  text line = {0};
  (void)node;
  for (int i = 0; event->type == ZOCP_ANSWER && i < of->count; i++)
    if (of->requests[i] == event->request) {
      text key = of->keys[i];
      of->keys[i] = of->keys[of->count - 1];
      of->requests[i] = of->requests[--of->count];
      answer(of, &key, event->reason, event->value);
      free(key.at);
      return;
    }
  if (event->type >= ZOCP_ANSWER || event->type == ZOCP_CHANGED) return;
  add(&line, "{\"event\": \"%s\"", names[event->type]);
  if (event->type <= ZOCP_DESCRIBED) {
    put_field(&line, "node", event->node);
    put_field(&line, "id", event->id);
  } else put_field(&line, "parameter", event->parameter);
  if (event->reason) put_field(&line, "reason", event->reason);
  if (event->value) { add(&line, event->type == ZOCP_DESCRIBED ? ", \"parameters\": " : ", \"value\": "); put_plain(&line, event->value); }
  if (event->from) put_field(&line, event->type >= ZOCP_SUBSCRIBED ? "by" : "from", event->from);
  add(&line, "}");
  put_line(&line);
}

static const char *register_all(zocp *node, const json *all) {
  const char *wrong = NULL;
  for (const json *each = all->kind == JSON_OBJECT ? all->first : NULL; each && !wrong; each = each->next) {
    text value = {0}, fields = {0};
    const char *type = string_of(json_get(each, "type")), *access = string_of(json_get(each, "access"));
    if (!json_get(each, "value")) return "a parameter has a value";
    json_write(&value, json_get(each, "value"));
    PUT(&fields, "{");
    for (const json *field = each->first; field; field = field->next) {
      if (strcmp(field->name, "type") == 0 || strcmp(field->name, "access") == 0 || strcmp(field->name, "value") == 0) continue;
      if (fields.size > 1) PUT(&fields, ", ");
      put_name(&fields, field->name);
      PUT(&fields, ": ");
      json_write(&fields, field);
    }
    PUT(&fields, "}");
    wrong = zocp_register(node, each->name, type ? type : "", access ? access : "rwes", value.at, fields.at);
    free(value.at);
    free(fields.at);
  }
  return all->kind == JSON_OBJECT ? wrong : "register takes an object";
}

static const char *obey(driver *of, const json *command, const text *key, bool *later) {
  zocp *node = of->node;
  const json *verb = command ? command->first : NULL;
  while (verb && strcmp(verb->name, "id") == 0) verb = verb->next;
  if (!verb) return "a command is an object with one command";
  if (strcmp(verb->name, "register") == 0) return register_all(node, verb);
  if (strcmp(verb->name, "remove") == 0) return string_of(verb) ? zocp_remove(node, verb->text) : "remove takes a name";
  const char *first = string_of(verb->kind == JSON_LIST ? verb->first : NULL);
  const json *second = first ? verb->first->next : NULL;
  if (strcmp(verb->name, "emit") != 0 && strcmp(verb->name, "set") != 0 && strcmp(verb->name, "connect") != 0 &&
      strcmp(verb->name, "disconnect") != 0) return "there is no such command";
  if (!second) return "this command takes a list of two";
  if (strcmp(verb->name, "connect") == 0) return string_of(second) ? zocp_connect(node, first, second->text) : "an end is a text";
  if (strcmp(verb->name, "disconnect") == 0) return string_of(second) ? zocp_disconnect(node, first, second->text) : "an end is a text";
  text value = {0};
  int request = node->requests + 1;
  json_write(&value, second);
  bool set = strcmp(verb->name, "set") == 0;
  if (set && of->count < 1000) {
    of->requests[of->count] = request;
    of->keys[of->count++] = (text){key->size ? copied(key->at, key->size) : NULL, key->size, 0};
    *later = true;
  }
  const char *wrong = set ? zocp_set(node, first, value.at, NULL) : zocp_emit(node, first, value.at);
  if (wrong && *later) { /* no answer will come */
    free(of->keys[--of->count].at);
    *later = false;
  }
  free(value.at);
  return wrong;
}

static void read_lines(void *data) {
  driver *of = data;
  char some[65536], *end;
  ssize_t got = read(0, some, sizeof some);
  if (got <= 0) { of->open = false; return; }
  put(&of->input, some, (size_t)got);
  while ((end = memchr(of->input.at, '\n', of->input.size))) {
    json *command = json_parse(of->input.at, (size_t)(end - of->input.at));
    text key = {0};
    bool later = false;
    if (json_get(command, "id")) json_write(&key, json_get(command, "id"));
    const char *wrong = obey(of, command && command->kind == JSON_OBJECT ? command : NULL, &key, &later);
    if (!later) answer(of, &key, wrong, NULL);
    free(key.at);
    json_free(command);
    size_t rest = of->input.size - (size_t)(end + 1 - of->input.at);
    memmove(of->input.at, end + 1, rest);
    of->input.size = rest;
  }
}

int main(int count, char **words) {
  static driver of;
  text line = {0};
  if (count != 2 || strcmp(words[1], "--stdio") != 0) {
    fprintf(stderr, "Usage: %s --stdio\n", words[0]);
    return 2;
  }
  const char *name = getenv("ZOCP_NAME");
  of.node = zocp_open(name && *name ? name : "zocp.c", NULL, 0);
  if (!of.node) {
    fprintf(stderr, "no interface or no port as ZOCP_INTERFACE and ZOCP_PORT say\n");
    return 1;
  }
  of.open = true;
  zocp_on(of.node, happened, &of);
  zocp_watch(of.node, 0, read_lines, &of);
  add(&line, "{\"event\": \"ready\"");
  put_field(&line, "id", zocp_id(of.node));
  put_field(&line, "name", of.node->name);
  add(&line, ", \"endpoints\": [\"%s\"]}", zocp_endpoint(of.node));
  put_line(&line);
  while (of.open) zocp_poll(of.node, 100);
  zocp_close(of.node);
  free(of.input.at);
  return 0;
}
#endif
