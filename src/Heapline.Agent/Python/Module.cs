using System;
using System.Runtime.InteropServices;
using Heapline.Agent.Native;

namespace Heapline.Agent.Python;

/// <summary>The Python module <c>_heapline</c>: its functions are the agent's face to the thin shell in <c>python/</c>.</summary>
internal static unsafe partial class Module
{
    private const int NoArguments = 0x0004, OneArgument = 0x0008, FastCall = 0x0080;

    private static void* _definition;
    private static bool _ready;

    /// <summary><c>PyMethodDef</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MethodDefinition
    {
        public byte* Name;
        public void* Function;
        public int Flags;
        public byte* Doc;
    }

    /// <summary><c>PyModuleDef</c>: PyModuleDef_Base (object header, init, index, copy), then the public fields.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ModuleDefinition
    {
        public nint RefCount, Type, Init, Index, Copy;
        public byte* Name;
        public byte* Doc;
        public nint Size;
        public MethodDefinition* Methods;
        public nint Slots, Traverse, Clear, Free;
    }

    /// <summary><c>PyModuleDef_Slot</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ModuleSlot
    {
        public const int Execute = 2, MultipleInterpreters = 3, Gil = 4;

        public nint Number;
        public nint Value;
    }

    /// <summary>
    /// Defines the module, which the import machinery then makes (PEP 489); 0 with an exception set when it cannot. The definition lives as long as the process: every
    /// interpreter of it makes its own module, and finds the same agent behind it.
    /// </summary>
    public static nint Create()
    {
        // Bound once: from then on hooks of any thread go by these pointers.
        if (_definition != null) return PyApi.DefineModule(_definition);
        if (!PyApi.Bind()) return 0;
        // Lines are profiled without a recording, too, and ask whether there is one.
        if (!Recording.Recorder.Initialize()) return Error("there is no memory left"u8);
        var memory = (byte*)PrivateMemory.Map(4096);
        if (memory == null) return 0;
        var definition = (ModuleDefinition*)memory;
        definition->RefCount = 1;
        if (PyApi.IsFreeThreaded)
        {
            // An object header of 32 bytes: owner, lock, count of the owner's references (all ones: it lives for ever), count of others' references, type.
            if (!Offsets.TryFor(PyApi.HexVersion, true, out var offsets)) return Error("this Python without the global lock is not supported"u8);
            definition->RefCount = 0;
            *(uint*)(memory + offsets.ObjectLocalReferenceCount) = uint.MaxValue;
            definition = (ModuleDefinition*)(memory + offsets.ObjectSize - 2 * sizeof(nint));
        }
        var methods = (MethodDefinition*)(definition + 1);
        definition->Name = Text("_heapline"u8);
        definition->Doc = Text("The part of Heapline that lives inside the profiled process."u8);
        definition->Methods = methods;
        *methods++ = Method("attach"u8, (delegate*<nint, nint, nint>)&Attach, NoArguments,
            "attach()\n\nStart recording for the session in the environment. None when this call did it; else a str that says why not, empty when\nit was done before (by another interpreter of this process)."u8);
        *methods++ = Method("finalizing"u8, (delegate*<nint, nint, nint>)&Finalizing, NoArguments,
            "finalizing()\n\nNote in the recording that the program is over and the interpreter begins to take itself down."u8);
        methods = AddProcessFunctions(methods);
        methods = AddLineFunctions(methods);
        methods = AddTrackingFunctions(methods);
        var slots = (ModuleSlot*)(methods + 1); // one empty method ends the list
        definition->Slots = (nint)slots;
        *slots++ = new ModuleSlot { Number = ModuleSlot.Execute, Value = (nint)(delegate*<nint, int>)&Execute };
        // "Each with its own GIL", which older versions do not know and would refuse.
        if (PyApi.Minor >= 12) *slots++ = new ModuleSlot { Number = ModuleSlot.MultipleInterpreters, Value = 2 };
        // "Not used": a module that says nothing would bring the GIL back where there is none.
        if (PyApi.Minor >= 13) *slots = new ModuleSlot { Number = ModuleSlot.Gil, Value = 1 };
        _definition = memory;
        return PyApi.DefineModule(memory);
    }

    /// <summary>Readies a new module; -1 with an exception set when it cannot. Profiling by line belongs to the interpreter that comes first.</summary>
    private static int Execute(nint module)
    {
        if (_ready) return 0;
        _ready = InitializeLines(module);
        return _ready ? 0 : -1;
    }

    private static MethodDefinition Method(ReadOnlySpan<byte> name, void* function, int flags, ReadOnlySpan<byte> doc) =>
        new() { Name = Text(name), Function = function, Flags = flags, Doc = Text(doc) };

    /// <summary>A literal's address: literals lie in the library's read-only data, end in a zero byte and never move.</summary>
    internal static byte* Text(ReadOnlySpan<byte> literal) => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal));

    private static nint Attach(nint self, nint arguments)
    {
        if (Attachment.Started) return PyApi.UnicodeFromString(Text(""u8));
        var reason = Attachment.Start(LibC.getenv(Text("HEAPLINE_SESSION"u8)));
        return reason != null ? PyApi.UnicodeFromString(reason) : NewNone();
    }

    private static nint Finalizing(nint self, nint arguments)
    {
        Attachment.Finalizing();
        return NewNone();
    }

    private static nint NewNone()
    {
        PyApi.IncRef(PyApi.None);
        return PyApi.None;
    }
}
