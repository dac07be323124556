/* A lamp: whatever sets or drives its level is printed. Run it, and `npx zocp set lamp/level 0.5` from another terminal. */
#include "zocp.h"
#include <stdio.h>

static void happened(zocp *lamp, const zocp_event *event, void *data) {
  (void)lamp, (void)data;
  if (event->type == ZOCP_CHANGED) printf("%s is %s, says %s\n", event->parameter, event->value, event->from);
}

int main(void) {
  zocp *lamp = zocp_open("lamp", NULL, 0);
  if (!lamp) return 1;
  zocp_register(lamp, "level", "flt", "rws", "0.0", "{\"min\": 0, \"max\": 1}");
  zocp_on(lamp, happened, NULL);
  for (;;) zocp_poll(lamp, 100);
}
