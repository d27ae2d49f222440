/* A PKCS#11 module that says of itself what the macros tell it to say, true or not.
   Its layout is the ABI of 64-bit Unix; only what the tests call is there. */
#include <stddef.h>
#include <string.h>

#ifndef MAJOR
#define MAJOR 2
#endif
#ifndef SLOTS
#define SLOTS 1
#endif
#ifndef SLOTS_FILLED
#define SLOTS_FILLED SLOTS
#endif
#ifndef FLAGS
#define FLAGS 0x40c /* initialised, user PIN set, login required */
#endif
#ifndef LENGTH
#define LENGTH 1
#endif
#ifndef LENGTH_FILLED
#define LENGTH_FILLED LENGTH
#endif
#ifndef OBJECTS
#define OBJECTS 0
#endif
#ifndef MECHANISM
#define MECHANISM 0x1041 /* CKM_ECDSA */
#endif
#ifndef MECHANISMS
#define MECHANISMS 1
#endif
#ifndef LEAST_BITS
#define LEAST_BITS 256
#endif
#ifndef MOST_BITS
#define MOST_BITS 256
#endif
#ifndef LABEL
#define LABEL "liar"
#endif
#ifndef PADDING
#define PADDING ' '
#endif
#ifndef VERSION
#define VERSION 0
#endif
#ifndef SIGNATURE
#define SIGNATURE 64
#endif

typedef unsigned long ulong;
struct attribute { ulong type; void *value; ulong length; };

static ulong ok(void) { return 0; }

static ulong slots(unsigned char present, ulong *list, ulong *count) {
  *count = list ? SLOTS_FILLED : SLOTS;
  if (list && SLOTS == 1) list[0] = 0;
  return 0;
}

static ulong about(char *info) {
  memset(info, 0, 88);
  memcpy(info + 2, "liars", 5);
  return 0;
}

static ulong token(ulong slot, char *info) {
  ulong flags = FLAGS;
  memset(info, PADDING, 96);
  memcpy(info, LABEL, sizeof LABEL - 1);
  memset(info + 96, 0, 112);
  memset(info + 186, VERSION, 2);
  memcpy(info + 96, &flags, sizeof flags);
  return 0;
}

static ulong mechanisms(ulong slot, ulong *list, ulong *count) {
  *count = MECHANISMS;
  if (list) list[0] = MECHANISM;
  return 0;
}

static ulong mechanism(ulong slot, ulong type, ulong *info) {
  info[0] = LEAST_BITS;
  info[1] = MOST_BITS;
  info[2] = 0;
  return 0;
}

static ulong session(ulong slot, ulong flags, void *a, void *b, ulong *handle) {
  *handle = 1;
  return 0;
}

static ulong login(ulong handle, ulong user, char *pin, ulong length) { return 0xa0; }

static ulong attribute(ulong handle, ulong object, struct attribute *a, ulong count) {
  a->length = a->value ? LENGTH_FILLED : LENGTH;
  return 0;
}

static ulong find(ulong handle, ulong *objects, ulong most, ulong *count) {
  *count = OBJECTS;
  return 0;
}

static ulong sign(ulong handle, void *data, ulong length, void *signature, ulong *signed_length) {
  *signed_length = SIGNATURE;
  return 0;
}

static struct { unsigned char version[2]; void *functions[68]; } list = { { MAJOR, 40 } };

ulong C_GetFunctionList(void **out) {
  list.functions[0] = ok;
  list.functions[1] = ok;
  list.functions[2] = about;
  list.functions[4] = slots;
  list.functions[6] = token;
  list.functions[7] = mechanisms;
  list.functions[8] = mechanism;
  list.functions[12] = session;
  list.functions[13] = ok;
  list.functions[18] = login;
  list.functions[24] = attribute;
  list.functions[26] = ok;
  list.functions[27] = find;
  list.functions[28] = ok;
  list.functions[42] = ok;
  list.functions[43] = sign;
#ifdef NO_LIST
  *out = NULL;
#else
  *out = &list;
#endif
  return 0;
}
