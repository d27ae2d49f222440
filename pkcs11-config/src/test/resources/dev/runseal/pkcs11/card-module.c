/* A PKCS#11 module that shows a SmartCard-HSM's objects as CardContact's does: object 1 is a public
   key with the device's request, 2 and 3 are the certificates of the device and of its issuer.
   Its layout is the ABI of 64-bit Unix; only what the test calls is there. */
#include <string.h>

typedef unsigned long ulong;
struct attribute { ulong type; void *value; ulong length; };
struct value { ulong object, type, length; const void *octets; };

static const ulong certificate = 1, public_key = 2;
static const unsigned char id[] = { ID };
static const unsigned char request[] = { REQUEST };
static const unsigned char device[] = { DEVICE };
static const unsigned char issuer[] = { ISSUER };

static const struct value values[] = {
  { 1, 0x000, sizeof public_key, &public_key },
  { 1, 0x102, sizeof id, id },
  { 1, 0x80000110, sizeof request, request },
  { 2, 0x000, sizeof certificate, &certificate },
  { 2, 0x003, 8, "C.DevAut" },
  { 2, 0x011, sizeof device, device },
  { 3, 0x000, sizeof certificate, &certificate },
  { 3, 0x003, 6, "C.DICA" },
  { 3, 0x011, sizeof issuer, issuer },
};
static ulong found[3], left;

static const struct value *value(ulong object, ulong type) {
  for (ulong i = 0; i < sizeof values / sizeof *values; i++)
    if (values[i].object == object && values[i].type == type && values[i].length) return &values[i];
  return 0;
}

static ulong ok(void) { return 0; }

static ulong slots(unsigned char present, ulong *list, ulong *count) {
  *count = 1;
  if (list) list[0] = 0;
  return 0;
}

static ulong about(char *info) {
  memset(info, 0, 88);
  return 0;
}

static ulong token(ulong slot, char *info) {
  memset(info, ' ', 96);
  memset(info + 96, 0, 112);
  memset(info + 96, 0x0c, 1);
  memset(info + 97, 0x04, 1);
  return 0;
}

static ulong session(ulong slot, ulong flags, void *a, void *b, ulong *handle) {
  *handle = 1;
  return 0;
}

static ulong attribute(ulong handle, ulong object, struct attribute *a, ulong count) {
  const struct value *v = value(object, a->type);
  if (!v) return 0x12; /* CKR_ATTRIBUTE_TYPE_INVALID */
  if (a->value) memcpy(a->value, v->octets, v->length);
  a->length = v->length;
  return 0;
}

static ulong search(ulong handle, struct attribute *wanted, ulong count) {
  left = 0;
  for (ulong object = 1; object <= 3; object++) {
    ulong i = 0;
    for (; i < count; i++) {
      const struct value *v = value(object, wanted[i].type);
      if (!v || v->length != wanted[i].length || memcmp(v->octets, wanted[i].value, v->length))
        break;
    }
    if (i == count) found[left++] = object;
  }
  return 0;
}

static ulong find(ulong handle, ulong *objects, ulong most, ulong *count) {
  *count = left;
  memcpy(objects, found, left * sizeof *found);
  left = 0;
  return 0;
}

static struct { unsigned char version[2]; void *functions[68]; } list = { { 2, 40 } };

ulong C_GetFunctionList(void **out) {
  list.functions[0] = ok;
  list.functions[1] = ok;
  list.functions[2] = about;
  list.functions[4] = slots;
  list.functions[6] = token;
  list.functions[12] = session;
  list.functions[13] = ok;
  list.functions[24] = attribute;
  list.functions[26] = search;
  list.functions[27] = find;
  list.functions[28] = ok;
  *out = &list;
  return 0;
}
