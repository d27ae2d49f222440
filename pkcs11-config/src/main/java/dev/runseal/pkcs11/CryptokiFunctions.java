package dev.runseal.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.runseal.pkcs11.TokenException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * The C functions of one loaded module, found through its C_GetFunctionList, as the specification
 * lays them out on 64-bit Unix (CK_ULONG is 8 bytes, structures are not packed).
 */
final class CryptokiFunctions {
  private static final int MAX_FUNCTION = 67;

  /**
   * The functions that we call, with their place in CK_FUNCTION_LIST and the kinds of their
   * arguments: b is a CK_BBOOL, n a CK_ULONG, p a pointer.
   */
  // spec: PKCS #11 2.40, pkcs11f.h (the order is the ABI)
  enum Function {
    C_Initialize(0, "p"),
    C_Finalize(1, "p"),
    C_GetInfo(2, "p"),
    C_GetSlotList(4, "bpp"),
    C_GetTokenInfo(6, "np"),
    C_GetMechanismList(7, "npp"),
    C_GetMechanismInfo(8, "nnp"),
    C_OpenSession(12, "nnppp"),
    C_CloseSession(13, "n"),
    C_CloseAllSessions(14, "n"),
    C_Login(18, "nnpn"),
    C_CreateObject(20, "npnp"),
    C_DestroyObject(22, "nn"),
    C_GetAttributeValue(24, "nnpn"),
    C_FindObjectsInit(26, "npn"),
    C_FindObjects(27, "npnp"),
    C_FindObjectsFinal(28, "n"),
    C_SignInit(42, "npn"),
    C_Sign(43, "npnpp"),
    C_GenerateKeyPair(59, "nppnpnpp");

    private final int index;
    private final String arguments;

    Function(int index, String arguments) {
      this.index = index;
      this.arguments = arguments;
    }

    private FunctionDescriptor descriptor() {
      MemoryLayout[] layouts =
          arguments
              .chars()
              .mapToObj(kind ->
                  switch (kind) {
                    case 'b' -> JAVA_BYTE;
                    case 'n' -> JAVA_LONG;
                    case 'p' -> ADDRESS;
                    default -> throw new AssertionError("no kind of argument: " + kind);
                  })
              .toArray(MemoryLayout[]::new);
      return FunctionDescriptor.of(JAVA_LONG, layouts);
    }
  }

  /** ELF, and the spellings of Mach-O. Asked to load anything else, the JVM warns on stderr. */
  private static final Set<Integer> MAGIC =
      Set.of(0x7f454c46, 0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe);

  private final Path module;
  private final Map<Function, MethodHandle> handles;

  private CryptokiFunctions(Path module, Map<Function, MethodHandle> handles) {
    this.module = module;
    this.handles = handles;
  }

  private static int firstFourBytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(4);
      return bytes.length < 4 ? 0 : ByteBuffer.wrap(bytes).getInt();
    } catch (IOException e) {
      throw new IllegalArgumentException("can't be read", e);
    }
  }

  /** Loads the module. It is never unloaded, because SunPKCS11 shares it. */
  static CryptokiFunctions load(Path module) throws TokenException {
    if (!Files.isRegularFile(module)) {
      throw new TokenException(
          Reason.MODULE, "PKCS#11 module %s is no file".formatted(module.toAbsolutePath()));
    }
    SymbolLookup library;
    try {
      if (!MAGIC.contains(firstFourBytes(module))) {
        throw new IllegalArgumentException("neither ELF nor Mach-O");
      }
      library = SymbolLookup.libraryLookup(module.toAbsolutePath(), Arena.global());
    } catch (IllegalArgumentException e) {
      throw new TokenException(
          Reason.MODULE,
          "%s is not a shared library of this machine, expected a PKCS#11 module".formatted(module),
          e);
    }
    MemorySegment getFunctionList =
        library
            .find("C_GetFunctionList")
            .orElseThrow(() ->
                new TokenException(
                    Reason.MODULE,
                    "%s is no PKCS#11 module: it has no C_GetFunctionList".formatted(module)));
    return new CryptokiFunctions(module, bind(module, getFunctionList));
  }

  /** The function's CKR code. */
  long call(Function function, Object... arguments) {
    MethodHandle handle = handles.get(function);
    if (handle == null) {
      return 0x54; // CKR_FUNCTION_NOT_SUPPORTED: the module left its place in the list empty
    }
    try {
      return (long) handle.invokeWithArguments(arguments);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing of its own", e);
    }
  }

  /** Throws unless the function returned CKR_OK. */
  void require(Function function, Object... arguments) throws TokenException {
    long code = call(function, arguments);
    if (code != 0) {
      throw new TokenException(function.name(), code);
    }
  }

  Path module() {
    return module;
  }

  private static Map<Function, MethodHandle> bind(Path module, MemorySegment getFunctionList)
      throws TokenException {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ADDRESS);
      long code =
          (long)
              linker
                  .downcallHandle(getFunctionList, FunctionDescriptor.of(JAVA_LONG, ADDRESS))
                  .invokeExact(out);
      MemorySegment list = out.get(ADDRESS, 0);
      if (code != 0 || list.equals(MemorySegment.NULL)) {
        throw new TokenException(
            Reason.MODULE,
            "%s is no usable PKCS#11 module: C_GetFunctionList returned %s and %s list"
                .formatted(
                    module, CkResult.describe(code), list.equals(MemorySegment.NULL) ? "no" : "a"));
      }
      return bind(module, linker, list.reinterpret(8 + 8L * (MAX_FUNCTION + 1)));
    } catch (TokenException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing of its own", e);
    }
  }

  private static Map<Function, MethodHandle> bind(Path module, Linker linker, MemorySegment list)
      throws TokenException {
    int major = list.get(ValueLayout.JAVA_BYTE, 0);
    if (major != 2 && major != 3) {
      throw new TokenException(
          Reason.MODULE, "%s speaks Cryptoki %d, expected version 2 or 3".formatted(module, major));
    }
    var handles = new EnumMap<Function, MethodHandle>(Function.class);
    for (Function function : Function.values()) {
      MemorySegment address = list.get(ADDRESS, 8 + 8L * function.index);
      if (!address.equals(MemorySegment.NULL)) {
        handles.put(function, linker.downcallHandle(address, function.descriptor()));
      }
    }
    return handles;
  }
}
