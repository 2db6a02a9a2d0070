/* Prints the layout of one CPython, as its own headers give it: one row "name<TAB>value<TAB>description" for each field of
   Offsets.g.cs. Compiled and run by ./generate, once for each CPython found. -1 stands for "this version has no such field". */
#include <Python.h>
#include <frameobject.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "internal/pycore_pystate.h"
#if PY_VERSION_HEX >= 0x03090000
# include "internal/pycore_runtime.h"
# include "internal/pycore_interp.h"
#endif
#if PY_VERSION_HEX >= 0x030B0000
# include "internal/pycore_code.h"
# include "internal/pycore_frame.h"
#endif
#if PY_VERSION_HEX >= 0x030E0000
# include "internal/pycore_interpframe.h"
# include "internal/pycore_debug_offsets.h"
#endif
#include "internal/pycore_gil.h"

#define ABSENT (-1)

/* UNTIL_x(value) and SINCE_x(value) drop their argument unseen in other versions, so it may name fields that are not there. */
#define NOTHING(...) ABSENT
#define THE(...) (__VA_ARGS__)
/* The same thing under two names: at most one of the two is there. */
#define EITHER(first, second) ((first) + (second) - ABSENT)

#if PY_VERSION_HEX < 0x03090000
# define UNTIL_38 THE
# define SINCE_39 NOTHING
#else
# define UNTIL_38 NOTHING
# define SINCE_39 THE
#endif
#if PY_VERSION_HEX < 0x030A0000
# define UNTIL_39 THE
# define SINCE_310 NOTHING
#else
# define UNTIL_39 NOTHING
# define SINCE_310 THE
#endif
#if PY_VERSION_HEX < 0x030B0000
# define UNTIL_310 THE
# define SINCE_311 NOTHING
#else
# define UNTIL_310 NOTHING
# define SINCE_311 THE
#endif
#if PY_VERSION_HEX < 0x030C0000
# define UNTIL_311 THE
# define SINCE_312 NOTHING
#else
# define UNTIL_311 NOTHING
# define SINCE_312 THE
#endif
#if PY_VERSION_HEX < 0x030D0000
# define UNTIL_312 THE
# define SINCE_313 NOTHING
#else
# define UNTIL_312 NOTHING
# define SINCE_313 THE
#endif

#if PY_VERSION_HEX < 0x030E0000
# define UNTIL_313 THE
# define SINCE_314 NOTHING
#else
# define UNTIL_313 NOTHING
# define SINCE_314 THE
#endif
#ifdef Py_GIL_DISABLED
# define WITH_GIL NOTHING
# define WITHOUT_GIL THE
#else
# define WITH_GIL THE
# define WITHOUT_GIL NOTHING
#endif

/* What the agent takes for granted in every version; a CPython that breaks one of these needs thought, not just a new column. */
_Static_assert(sizeof(void *) == 8, "pointers of 8 bytes");
_Static_assert(sizeof(_Py_CODEUNIT) == 2, "instructions come in units of 2 bytes");
_Static_assert(sizeof(((PyASCIIObject *)0)->state) == 4, "the flags of a str are one 32-bit word");
_Static_assert(sizeof(((PyThreadState *)0)->thread_id) == 8, "thread_id is a pthread_t");
_Static_assert(sizeof(((PyCodeObject *)0)->co_firstlineno) == 4, "co_firstlineno is an int");
_Static_assert(sizeof(((Py_tss_t *)0)->_key) == 4, "a thread-specific key is a 32-bit pthread_key_t");
_Static_assert(PyUnicode_1BYTE_KIND == 1 && PyUnicode_2BYTE_KIND == 2 && PyUnicode_4BYTE_KIND == 4, "kind is the width in bytes");
_Static_assert(sizeof(struct gc_generation_stats) == 24 && offsetof(struct gc_generation_stats, collected) == 8, "collections, collected, uncollectable");
#if PY_VERSION_HEX < 0x030B0000
_Static_assert(sizeof(((PyFrameObject *)0)->f_lasti) == 4, "f_lasti is an int");
#else
_Static_assert(FRAME_OWNED_BY_THREAD == 0 && FRAME_OWNED_BY_GENERATOR == 1 && FRAME_OWNED_BY_FRAME_OBJECT == 2, "frame owners");
_Static_assert(sizeof(((_PyInterpreterFrame *)0)->owner) == 1, "the owner of a frame is a byte");
#endif
#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030E0000
_Static_assert(sizeof(((_PyInterpreterFrame *)0)->stacktop) == 4, "stacktop is an int");
#endif
#if PY_VERSION_HEX >= 0x030C0000
_Static_assert(FRAME_OWNED_BY_CSTACK == (PY_VERSION_HEX < 0x030E0000 ? 3 : 4), "frame owners");
_Static_assert(sizeof(((_PyInterpreterFrame *)0)->return_offset) == 2, "return_offset is 16 bits wide");
#endif
#if PY_VERSION_HEX >= 0x030D0000
_Static_assert(offsetof(_PyRuntimeState, debug_offsets) == 0, "_PyRuntime begins with its description of itself");
_Static_assert(offsetof(_Py_DebugOffsets, cookie) == 0 && offsetof(_Py_DebugOffsets, version) == 8, "the description says first whose it is");
_Static_assert(_Py_THREAD_DETACHED == 0 && _Py_THREAD_ATTACHED == 1, "thread states");
_Static_assert(offsetof(struct _gc_runtime_state, collecting) == offsetof(struct _gc_runtime_state, generation_stats) + 3 * sizeof(struct gc_generation_stats), "collecting stands right behind generation_stats");
#endif
#if PY_VERSION_HEX >= 0x030E0000
_Static_assert(FRAME_OWNED_BY_INTERPRETER == 3, "frame owners");
_Static_assert(sizeof(_PyStackRef) == 8 && (Py_TAG_BITS == 1 || Py_TAG_BITS == 3), "a reference on the stack is a pointer with two bits for flags");
_Static_assert(sizeof(((_PyInterpreterFrame *)0)->stackpointer) == 8, "stackpointer is a pointer");
# ifdef Py_GIL_DISABLED
_Static_assert(sizeof(((_PyInterpreterFrame *)0)->tlbc_index) == 4, "tlbc_index is 32 bits wide");
_Static_assert(offsetof(_PyCodeArray, entries) == 8, "the threads' copies of the bytecode follow their number");
# endif
#endif

/* The position of the lowest bit that is set after the bit-field of a str's flags was filled with ones; its width is not needed
   beside it, since kind has 3 bits and the others 1 in every version, which is checked here. */
#define POSITION(field, width) position(((PyASCIIObject){ .state = { .field = (1u << (width)) - 1 } }), (width), #field)

static int position(PyASCIIObject object, int width, const char *field)
{
    unsigned int bits;
    memcpy(&bits, (char *)&object + offsetof(PyASCIIObject, state), sizeof bits);
    int lowest = __builtin_ctz(bits);
    if (bits >> lowest != (1u << width) - 1) {
        fprintf(stderr, "str flag %s: expected %d bits, found the mask %#x\n", field, width, bits);
        return -2;
    }
    return lowest;
}

/* Where a CPython from 3.13 on says it itself, as the 64-bit word of _PyRuntime.debug_offsets: the row of that name is compared with it at run time. */
#define DESCRIBED(name, field) row("Described" name, "Word of the description of itself that has " name ".", SINCE_313(offsetof(_Py_DebugOffsets, field) / 8))
#define DESCRIBED_314(name, field) row("Described" name, "Word of the description of itself that has " name ".", SINCE_314(offsetof(_Py_DebugOffsets, field) / 8))

static int failures;

static void row(const char *name, const char *description, long value)
{
    failures += value < ABSENT;
    printf("%s\t%ld\t%s\n", name, value, description);
}

int main(void)
{
    row("RuntimeMainInterpreter", "_PyRuntime.interpreters.main: PyInterpreterState*.", offsetof(_PyRuntimeState, interpreters.main));
    row("RuntimeInterpretersHead", "_PyRuntime.interpreters.head: PyInterpreterState*.", offsetof(_PyRuntimeState, interpreters.head));
    row("RuntimeCurrentThreadState", "_PyRuntime.gilstate.tstate_current: PyThreadState* of whoever holds the GIL, 3.8–3.11.",
        UNTIL_311(offsetof(_PyRuntimeState, gilstate.tstate_current)));
    row("RuntimeThreadStateKey", "The pthread_key_t (32 bits) under which each thread keeps its own PyThreadState* (autoTSSkey).",
        offsetof(Py_tss_t, _key)
        + EITHER(UNTIL_311(offsetof(_PyRuntimeState, gilstate.autoTSSkey)), SINCE_312(offsetof(_PyRuntimeState, autoTSSkey))));
    row("RuntimeMainThread", "_PyRuntime.main_thread: pthread_t of the thread that initialised Python.", offsetof(_PyRuntimeState, main_thread));
    row("RuntimeGil", "_PyRuntime.ceval.gil: struct _gil_runtime_state, inline, 3.8–3.11.", UNTIL_311(offsetof(_PyRuntimeState, ceval.gil)));
    row("InterpreterGil", "PyInterpreterState.ceval.gil: struct _gil_runtime_state*, 3.12 on.", SINCE_312(offsetof(PyInterpreterState, ceval.gil)));
    row("GilLocked", "_gil_runtime_state.locked: int, 1 while held, 0 while free, -1 before it exists.", offsetof(struct _gil_runtime_state, locked));
    row("GilLastHolder", "_gil_runtime_state.last_holder: PyThreadState* that took the GIL last.", offsetof(struct _gil_runtime_state, last_holder));
    row("InterpreterNext", "PyInterpreterState.next.", offsetof(PyInterpreterState, next));
    row("InterpreterId", "PyInterpreterState.id: int64.", offsetof(PyInterpreterState, id));
    row("InterpreterThreadsHead", "The first PyThreadState* of an interpreter (tstate_head, threads.head from 3.11 on).",
        EITHER(UNTIL_310(offsetof(PyInterpreterState, tstate_head)), SINCE_311(offsetof(PyInterpreterState, threads.head))));

    /* From 3.13 on the process says where its garbage collector is: the micro versions of 3.14 do not agree about it. */
    row("RuntimeCollections", "_PyRuntime.gc.generation_stats: of each generation collections, collected, uncollectable (Py_ssize_t), 3.8.",
        UNTIL_38(offsetof(_PyRuntimeState, gc.generation_stats)));
    row("InterpreterCollections", "PyInterpreterState.gc.generation_stats: the same, 3.9–3.12.",
        UNTIL_312(SINCE_39(offsetof(PyInterpreterState, gc.generation_stats))));

    row("ThreadStatePrevious", "PyThreadState.prev.", offsetof(PyThreadState, prev));
    row("ThreadStateNext", "PyThreadState.next.", offsetof(PyThreadState, next));
    row("ThreadStateInterpreter", "PyThreadState.interp.", offsetof(PyThreadState, interp));
    row("ThreadStateFrame", "PyThreadState.frame: PyFrameObject*, 3.8–3.10.", UNTIL_310(offsetof(PyThreadState, frame)));
    row("ThreadStateCFrame", "PyThreadState.cframe: _PyCFrame*, 3.11–3.12 (3.10 has one that knows no frame).",
        UNTIL_312(SINCE_311(offsetof(PyThreadState, cframe))));
    row("CFrameCurrentFrame", "_PyCFrame.current_frame: _PyInterpreterFrame*, 3.11–3.12.", UNTIL_312(SINCE_311(offsetof(_PyCFrame, current_frame))));
    row("ThreadStateCurrentFrame", "PyThreadState.current_frame: _PyInterpreterFrame*, 3.13 on.", SINCE_313(offsetof(PyThreadState, current_frame)));
    row("ThreadStateId", "PyThreadState.id: uint64, never used twice in an interpreter.", offsetof(PyThreadState, id));
    row("ThreadStateThreadId", "PyThreadState.thread_id: pthread_t.", offsetof(PyThreadState, thread_id));
    row("ThreadStateNativeThreadId", "PyThreadState.native_thread_id: what gettid() returned, 64 bits, 3.11 on.",
        SINCE_311(offsetof(PyThreadState, native_thread_id)));
    row("ThreadStateTraceFunction", "PyThreadState.c_tracefunc: Py_tracefunc, null without a tracer.", offsetof(PyThreadState, c_tracefunc));
    row("ThreadStateTraceObject", "PyThreadState.c_traceobj: PyObject*, what the tracer is called with, and what sys.gettrace() gives.", offsetof(PyThreadState, c_traceobj));
    row("ThreadStateAttached", "PyThreadState.state: int, 1 (attached) while it may run Python, 3.13 on.", SINCE_313(offsetof(PyThreadState, state)));

    row("FrameBack", "PyFrameObject.f_back: PyFrameObject*, 3.8–3.10.", UNTIL_310(offsetof(PyFrameObject, f_back)));
    row("FrameCode", "PyFrameObject.f_code: PyCodeObject*, 3.8–3.10.", UNTIL_310(offsetof(PyFrameObject, f_code)));
    row("FrameLastInstruction", "PyFrameObject.f_lasti: int, -1 before the first instruction, 3.8–3.10.", UNTIL_310(offsetof(PyFrameObject, f_lasti)));
    row("FrameLastInstructionUnit", "Bytes that one step of f_lasti stands for: 1 in 3.8 and 3.9, 2 in 3.10.", EITHER(UNTIL_39(1), SINCE_310(UNTIL_310(2))));
    row("FrameGenerator", "PyFrameObject.f_gen: PyObject*, borrowed, null unless of a generator, 3.8–3.10.", UNTIL_310(offsetof(PyFrameObject, f_gen)));
    row("FrameTraceLines", "PyFrameObject.f_trace_lines: char.", offsetof(PyFrameObject, f_trace_lines));
    row("FrameTrace", "PyFrameObject.f_trace: PyObject*.", offsetof(PyFrameObject, f_trace));
    row("FrameLineNumber", "PyFrameObject.f_lineno: int.", offsetof(PyFrameObject, f_lineno));
    row("FrameExecuting", "PyFrameObject.f_executing: char, 3.8–3.9.", UNTIL_39(offsetof(PyFrameObject, f_executing)));
    row("FrameState", "PyFrameObject.f_state: signed char, 0 while executing, 3.10 only.", SINCE_310(UNTIL_310(offsetof(PyFrameObject, f_state))));
    row("FrameInterpreterFrame", "PyFrameObject.f_frame: _PyInterpreterFrame*, 3.11 on.", SINCE_311(offsetof(PyFrameObject, f_frame)));
    row("FrameObjectSize", "sizeof(PyFrameObject).", sizeof(PyFrameObject));

    row("InterpreterFrameCode", "_PyInterpreterFrame.f_code (f_executable from 3.13 on): a code object; None in 3.13's shims; from 3.14 on two low bits are flags.",
        EITHER(UNTIL_312(SINCE_311(offsetof(_PyInterpreterFrame, f_code))), SINCE_313(offsetof(_PyInterpreterFrame, f_executable))));
    row("InterpreterFramePrevious", "_PyInterpreterFrame.previous.", SINCE_311(offsetof(_PyInterpreterFrame, previous)));
    row("InterpreterFrameInstruction", "_PyInterpreterFrame.prev_instr (the unit before the next instruction) in 3.11–3.12, instr_ptr (the instruction being run) from 3.13 on.",
        EITHER(UNTIL_312(SINCE_311(offsetof(_PyInterpreterFrame, prev_instr))), SINCE_313(offsetof(_PyInterpreterFrame, instr_ptr))));
    row("InterpreterFrameFunction", "_PyInterpreterFrame.f_func (3.11), f_funcobj (3.12 on).",
        EITHER(SINCE_311(UNTIL_311(offsetof(_PyInterpreterFrame, f_func))), SINCE_312(offsetof(_PyInterpreterFrame, f_funcobj))));
    row("InterpreterFrameObject", "_PyInterpreterFrame.frame_obj: PyFrameObject* or null.", SINCE_311(offsetof(_PyInterpreterFrame, frame_obj)));
    row("InterpreterFrameStackTop", "_PyInterpreterFrame.stacktop: int, -1 while it runs, 3.11–3.13.", UNTIL_313(SINCE_311(offsetof(_PyInterpreterFrame, stacktop))));
    row("InterpreterFrameStackPointer", "_PyInterpreterFrame.stackpointer: where the next value goes, 3.14 on.", SINCE_314(offsetof(_PyInterpreterFrame, stackpointer)));
    row("InterpreterFrameCopy", "_PyInterpreterFrame.tlbc_index: int32, which copy of its bytecode the frame runs, 3.14 on without a GIL.",
        SINCE_314(WITHOUT_GIL(offsetof(_PyInterpreterFrame, tlbc_index))));
    row("InterpreterFrameReturnOffset", "_PyInterpreterFrame.return_offset: uint16, code units, 3.12 on.", SINCE_312(offsetof(_PyInterpreterFrame, return_offset)));
    row("InterpreterFrameOwner", "_PyInterpreterFrame.owner: byte.", SINCE_311(offsetof(_PyInterpreterFrame, owner)));
    row("InterpreterFrameIsEntry", "_PyInterpreterFrame.is_entry: bool, 3.11 only.", SINCE_311(UNTIL_311(offsetof(_PyInterpreterFrame, is_entry))));
    row("InterpreterFrameLocals", "_PyInterpreterFrame.localsplus: PyObject*[].", SINCE_311(offsetof(_PyInterpreterFrame, localsplus)));
    row("InterpreterFrameSize", "sizeof(_PyInterpreterFrame), with one element of localsplus.", SINCE_311(sizeof(_PyInterpreterFrame)));
    row("OwnedByThread", "FRAME_OWNED_BY_THREAD.", SINCE_311(FRAME_OWNED_BY_THREAD));
    row("OwnedByGenerator", "FRAME_OWNED_BY_GENERATOR.", SINCE_311(FRAME_OWNED_BY_GENERATOR));
    row("OwnedByFrameObject", "FRAME_OWNED_BY_FRAME_OBJECT.", SINCE_311(FRAME_OWNED_BY_FRAME_OBJECT));
    row("OwnedByShim", "From this owner on a frame is a shim without code of its own: FRAME_OWNED_BY_CSTACK (3.12–3.13), FRAME_OWNED_BY_INTERPRETER (3.14 on).",
        EITHER(SINCE_312(UNTIL_313(FRAME_OWNED_BY_CSTACK)), SINCE_314(FRAME_OWNED_BY_INTERPRETER)));

    row("CodeFileName", "PyCodeObject.co_filename: str.", offsetof(PyCodeObject, co_filename));
    row("CodeName", "PyCodeObject.co_name: str.", offsetof(PyCodeObject, co_name));
    row("CodeQualifiedName", "PyCodeObject.co_qualname: str, 3.11 on.", SINCE_311(offsetof(PyCodeObject, co_qualname)));
    row("CodeFirstLine", "PyCodeObject.co_firstlineno: int.", offsetof(PyCodeObject, co_firstlineno));
    row("CodeFlags", "PyCodeObject.co_flags: int.", offsetof(PyCodeObject, co_flags));
    row("CodeLineTable", "PyCodeObject.co_lnotab (3.8–3.9), co_linetable (3.10 on): bytes.",
        EITHER(UNTIL_39(offsetof(PyCodeObject, co_lnotab)), SINCE_310(offsetof(PyCodeObject, co_linetable))));
    row("CodeInstructions", "PyCodeObject.co_code: bytes, 3.8–3.10.", UNTIL_310(offsetof(PyCodeObject, co_code)));
    row("CodeInlineInstructions", "PyCodeObject.co_code_adaptive: the instructions themselves, inline, 3.11 on; the object's ob_size counts their units.",
        SINCE_311(offsetof(PyCodeObject, co_code_adaptive)));
    row("CodeFirstTraceable", "PyCodeObject._co_firsttraceable: int, code units, 3.11 on.", SINCE_311(offsetof(PyCodeObject, _co_firsttraceable)));
    row("CodeLocalsPlus", "PyCodeObject.co_nlocalsplus: int, 3.11 on.", SINCE_311(offsetof(PyCodeObject, co_nlocalsplus)));
    row("CodeExtra", "PyCodeObject.co_extra: void*.", offsetof(PyCodeObject, co_extra));
    row("CodeCopies", "PyCodeObject.co_tlbc: the threads' copies of the bytecode (a number, then so many char*), 3.14 on without a GIL.",
        SINCE_314(WITHOUT_GIL(offsetof(PyCodeObject, co_tlbc))));
    row("CodeObjectSize", "sizeof(PyCodeObject).", sizeof(PyCodeObject));
    row("CodeUnitSize", "sizeof(_Py_CODEUNIT).", sizeof(_Py_CODEUNIT));

    row("ObjectReferenceCount", "PyObject.ob_refcnt, with a GIL.", WITH_GIL(offsetof(PyObject, ob_refcnt)));
    row("ObjectLocalReferenceCount", "PyObject.ob_ref_local: uint32, all ones for an object that lives for ever, without a GIL.", WITHOUT_GIL(offsetof(PyObject, ob_ref_local)));
    row("ObjectType", "PyObject.ob_type: PyTypeObject*.", offsetof(PyObject, ob_type));
    row("ObjectSize", "sizeof(PyObject).", sizeof(PyObject));
    row("VarObjectCount", "PyVarObject.ob_size: Py_ssize_t.", offsetof(PyVarObject, ob_size));
    row("TypeName", "PyTypeObject.tp_name: const char*, UTF-8.", offsetof(PyTypeObject, tp_name));
    row("BytesData", "PyBytesObject.ob_sval: the bytes, inline; ob_size counts them.", offsetof(PyBytesObject, ob_sval));
    row("StringLength", "PyASCIIObject.length: Py_ssize_t, code points.", offsetof(PyASCIIObject, length));
    row("StringState", "PyASCIIObject.state: 32 bits of flags.", offsetof(PyASCIIObject, state));
    row("StringKindShift", "Position of the 3 bits of state.kind (1, 2, 4: bytes a code point; 0: not ready, up to 3.11).", POSITION(kind, 3));
    row("StringCompactBit", "Position of state.compact.", POSITION(compact, 1));
    row("StringAsciiBit", "Position of state.ascii.", POSITION(ascii, 1));
    row("StringReadyBit", "Position of state.ready, 3.8–3.11.", UNTIL_311(POSITION(ready, 1)));
    row("AsciiStringSize", "sizeof(PyASCIIObject): where the characters of a compact ASCII str begin.", sizeof(PyASCIIObject));
    row("CompactStringSize", "sizeof(PyCompactUnicodeObject): where the characters of any other compact str begin.", sizeof(PyCompactUnicodeObject));
    row("StringData", "PyUnicodeObject.data: pointer to the characters of a str that is not compact.", offsetof(PyUnicodeObject, data));

    row("DescribedLayout", "Word of the description of itself that says whether the build has no GIL.", SINCE_313(offsetof(_Py_DebugOffsets, free_threaded) / 8));
    DESCRIBED("RuntimeInterpretersHead", runtime_state.interpreters_head);
    DESCRIBED("InterpreterGil", interpreter_state.ceval_gil);
    DESCRIBED("InterpreterNext", interpreter_state.next);
    DESCRIBED("InterpreterId", interpreter_state.id);
    DESCRIBED("InterpreterThreadsHead", interpreter_state.threads_head);
    DESCRIBED("ThreadStatePrevious", thread_state.prev);
    DESCRIBED("ThreadStateNext", thread_state.next);
    DESCRIBED("ThreadStateInterpreter", thread_state.interp);
    DESCRIBED("ThreadStateCurrentFrame", thread_state.current_frame);
    DESCRIBED("ThreadStateThreadId", thread_state.thread_id);
    DESCRIBED("ThreadStateNativeThreadId", thread_state.native_thread_id);
    DESCRIBED("InterpreterFrameCode", interpreter_frame.executable);
    DESCRIBED("InterpreterFramePrevious", interpreter_frame.previous);
    DESCRIBED("InterpreterFrameInstruction", interpreter_frame.instr_ptr);
    DESCRIBED_314("InterpreterFrameStackPointer", interpreter_frame.stackpointer);
    DESCRIBED("InterpreterFrameOwner", interpreter_frame.owner);
    DESCRIBED("InterpreterFrameLocals", interpreter_frame.localsplus);
    DESCRIBED("InterpreterFrameSize", interpreter_frame.size);
    DESCRIBED("CodeFileName", code_object.filename);
    DESCRIBED("CodeName", code_object.name);
    DESCRIBED("CodeQualifiedName", code_object.qualname);
    DESCRIBED("CodeFirstLine", code_object.firstlineno);
    DESCRIBED("CodeLineTable", code_object.linetable);
    DESCRIBED("CodeInlineInstructions", code_object.co_code_adaptive);
    DESCRIBED("CodeObjectSize", code_object.size);
    DESCRIBED("ObjectType", pyobject.ob_type);
    DESCRIBED("ObjectSize", pyobject.size);
    DESCRIBED("TypeName", type_object.tp_name);
    DESCRIBED("StringLength", unicode_object.length);
    DESCRIBED("StringState", unicode_object.state);
    DESCRIBED("AsciiStringSize", unicode_object.asciiobject_size);
    row("DescribedCollector", "Word of the description of itself that has the offset of PyInterpreterState.gc.", SINCE_313(offsetof(_Py_DebugOffsets, interpreter_state.gc) / 8));
    row("DescribedCollecting", "Word of the description of itself that has the offset of gc.collecting, right behind generation_stats.",
        SINCE_313(offsetof(_Py_DebugOffsets, gc.collecting) / 8));
    row("DescribedInterpreterFrameCopy", "Word of the description of itself that has InterpreterFrameCopy.",
        SINCE_314(WITHOUT_GIL(offsetof(_Py_DebugOffsets, interpreter_frame.tlbc_index) / 8)));
    row("DescribedCodeCopies", "Word of the description of itself that has CodeCopies.",
        SINCE_314(WITHOUT_GIL(offsetof(_Py_DebugOffsets, code_object.co_tlbc) / 8)));
    return failures != 0;
}
