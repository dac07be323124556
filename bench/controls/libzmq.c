/* The control "libzmq in C": the frames of signals from a DEALER to a ROUTER. One line on stdin is one task, one line on stdout its
   answer: "receive COUNT" gives when the last one was there, "send COUNT" when the first one left, and both the processor time
   meanwhile, all in milliseconds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <zmq.h>

static double now (void)
{
    struct timespec time;
    clock_gettime (CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static double cpu (void)
{
    struct rusage usage;
    getrusage (RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
           + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void check (int result)
{
    if (result >= 0)
        return;
    fprintf (stderr, "libzmq: %s\n", zmq_strerror (errno));
    exit (1);
}

static void send_all (void *socket, long count)
{
    for (long number = 0; number < count; number++) {
        unsigned char head[] = {0xaa, 0xa1, 5, 2, (unsigned char) (number >> 8), (unsigned char) number};
        char text[64];
        int length = snprintf (text, sizeof text, "{\"SIG\": [\"fader\", %g]}", (number % 1000) / 1000.0);
        check (zmq_send (socket, head, sizeof head, ZMQ_SNDMORE));
        check (zmq_send (socket, text, (size_t) length, 0));
    }
}

/* Identity, head, text. */
static void receive_all (void *socket, long count)
{
    zmq_msg_t frame;
    zmq_msg_init (&frame);
    while (count > 0) {
        check (zmq_msg_recv (&frame, socket, 0));
        if (!zmq_msg_more (&frame))
            count--;
    }
    zmq_msg_close (&frame);
}

int main (int argc, char **argv)
{
    void *context = zmq_ctx_new ();
    void *socket = zmq_socket (context, argc > 1 ? ZMQ_DEALER : ZMQ_ROUTER);
    char line[256];
    int linger = 0;
    size_t size = sizeof line;
    check (zmq_setsockopt (socket, ZMQ_LINGER, &linger, sizeof linger));
    check (argc > 1 ? zmq_connect (socket, argv[1]) : zmq_bind (socket, "tcp://127.0.0.1:*"));
    check (zmq_getsockopt (socket, ZMQ_LAST_ENDPOINT, line, &size));
    printf ("%s\n", line);
    fflush (stdout);
    while (fgets (line, sizeof line, stdin) != NULL) {
        double begin = now (), before = cpu ();
        long count = atol (strchr (line, ' '));
        if (line[0] == 's')
            send_all (socket, count);
        else
            receive_all (socket, count);
        printf ("%f %f\n", line[0] == 's' ? begin : now (), cpu () - before);
        fflush (stdout);
    }
    zmq_close (socket);
    zmq_ctx_term (context);
    return 0;
}
