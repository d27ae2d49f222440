/* A PKCS#11 module over $HANGING_MODULE_OVER, in which C_Sign does not return while the file
 * $HANGING_MODULE_WHEN is there. All else is the other module's. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long CK_RV;
typedef CK_RV (*CK_SIGN)(unsigned long, unsigned char *, unsigned long, unsigned char *, unsigned long *);

/* PKCS#11 2.40: a version, padded to a pointer, and 68 functions, of which C_Sign is the 44th. */
struct functions {
  unsigned char version[sizeof(void *)];
  void *all[68];
};
enum { C_SIGN = 43 };

static struct functions list;
static CK_SIGN sign_over;

static CK_RV sign(unsigned long session, unsigned char *data, unsigned long length, unsigned char *signature,
                  unsigned long *signature_length) {
  const char *when = getenv("HANGING_MODULE_WHEN");
  while (when && access(when, F_OK) == 0)
    usleep(1000);
  return sign_over(session, data, length, signature, signature_length);
}

CK_RV C_GetFunctionList(struct functions **out) {
  const char *over = getenv("HANGING_MODULE_OVER");
  void *module = over ? dlopen(over, RTLD_NOW | RTLD_LOCAL) : 0;
  CK_RV (*get)(struct functions **) = module ? (CK_RV (*)(struct functions **))dlsym(module, "C_GetFunctionList") : 0;
  struct functions *real;
  if (!get || get(&real) != 0)
    return 5; /* CKR_GENERAL_ERROR */
  memcpy(&list, real, sizeof list);
  sign_over = (CK_SIGN)real->all[C_SIGN];
  list.all[C_SIGN] = (void *)sign;
  *out = &list;
  return 0;
}
