/* A PKCS#11 module over the one at OVER, whose tokens hold one key pair in all: the second is refused with
 * CKR_DEVICE_MEMORY. All else is the other module's. */
#include <dlfcn.h>
#include <string.h>

typedef unsigned long CK_RV;
typedef CK_RV (*CK_GENERATE_KEY_PAIR)(unsigned long, void *, void *, unsigned long, void *, unsigned long,
                                      unsigned long *, unsigned long *);

/* PKCS#11 2.40: a version, padded to a pointer, and 68 functions, of which C_GenerateKeyPair is the 60th. */
struct functions {
  unsigned char version[sizeof(void *)];
  void *all[68];
};
enum { C_GENERATE_KEY_PAIR = 59, CKR_GENERAL_ERROR = 5, CKR_DEVICE_MEMORY = 0x31 };

static struct functions list;
static CK_GENERATE_KEY_PAIR over;
static int made;

static CK_RV generate(unsigned long session, void *mechanism, void *public, unsigned long publics, void *private,
                      unsigned long privates, unsigned long *public_key, unsigned long *private_key) {
  if (made++)
    return CKR_DEVICE_MEMORY;
  return over(session, mechanism, public, publics, private, privates, public_key, private_key);
}

CK_RV C_GetFunctionList(struct functions **out) {
  void *module = dlopen(OVER, RTLD_NOW | RTLD_LOCAL);
  CK_RV (*get)(struct functions **) = module ? (CK_RV (*)(struct functions **))dlsym(module, "C_GetFunctionList") : 0;
  struct functions *real;
  if (!get || get(&real) != 0)
    return CKR_GENERAL_ERROR;
  memcpy(&list, real, sizeof list);
  over = (CK_GENERATE_KEY_PAIR)real->all[C_GENERATE_KEY_PAIR];
  list.all[C_GENERATE_KEY_PAIR] = (void *)generate;
  *out = &list;
  return 0;
}
