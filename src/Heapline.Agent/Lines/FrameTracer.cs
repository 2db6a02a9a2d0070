using Heapline.Agent.Native;
using Heapline.Agent.Python;

namespace Heapline.Agent.Lines;

/// <summary>
/// The way events come up to CPython 3.11: a <c>Py_tracefunc</c> on each thread that has a profile on. It is called for every frame there, and has the fewest steps
/// for those that nobody profiles. The tracer that was there before (a debugger, a coverage tool) goes on being called in full, and is put back.
/// </summary>
/// <remarks>
/// Clearing <c>f_trace_lines</c> of frames that nobody profiles would spare their line events: a loop in such a frame then takes 1.4 times its time
/// instead of 1.7 (3.8), 2.0 instead of 2.5 (3.10). Not done: a debugger that breaks in there could not step any more, and the allocation walk could not mark the frame (<c>ObjectFrames</c>).
/// </remarks>
internal static unsafe class FrameTracer
{
    private const int Call = 0, LineEvent = 2, Return = 3;

    private static Offsets _offsets;
    private static nint _object;

    /// <summary>Learns where things lie; false when this CPython is not known.</summary>
    /// <param name="traceObject">What sys.gettrace() is to give while our tracer is on: the module's function <c>trace</c>.</param>
    public static bool Initialize(nint traceObject)
    {
        _object = traceObject;
        return Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out _offsets);
    }

    /// <summary>Puts our tracer in place of the thread's, unless it is there.</summary>
    public static void Install(LineThread* thread)
    {
        var state = PyApi.CurrentThreadState();
        var tracer = *(nint*)(state + _offsets.ThreadStateTraceFunction);
        if (tracer == Address) return;
        var its = *(nint*)(state + _offsets.ThreadStateTraceObject);
        if (its != 0) PyApi.IncRef(its);
        if (thread->EarlierTracerObject != 0) PyApi.DecRef(thread->EarlierTracerObject);
        thread->EarlierTracer = tracer;
        thread->EarlierTracerObject = its;
        PyApi.SetTrace(Address, _object);
    }

    /// <summary>Puts the earlier tracer back; one that the program has set meanwhile is left.</summary>
    public static void Uninstall(LineThread* thread)
    {
        if (*(nint*)(PyApi.CurrentThreadState() + _offsets.ThreadStateTraceFunction) == Address)
            PyApi.SetTrace(thread->EarlierTracer, thread->EarlierTracerObject);
        var its = thread->EarlierTracerObject;
        thread->EarlierTracer = thread->EarlierTracerObject = 0;
        if (its != 0) PyApi.DecRef(its);
    }

    /// <summary>For a program that sets what it got from sys.gettrace(): the tracer is put in as it should be.</summary>
    public static void Reinstall(nint frame, byte firstLetter)
    {
        var thread = LineThreads.Find();
        if (thread == null || !thread->AnyOn) return;
        PyApi.SetTrace(Address, _object);
        if (firstLetter == (byte)'c') Begin(thread, frame);
    }

    private static nint Address => (nint)(delegate*<nint, nint, int, nint, int>)&Trace;

    private static int Trace(nint self, nint frame, int what, nint argument)
    {
        var thread = LineThreads.Find();
        if (thread == null) return 0;
        switch (what)
        {
            case LineEvent:
                LineEvents<KernelReadings>.Line(thread, CodeOf(frame), *(int*)(frame + _offsets.FrameLineNumber));
                break;
            case Call:
                Begin(thread, frame);
                break;
            case Return:
                LineEvents<KernelReadings>.End(thread, CodeOf(frame));
                break;
        }
        return thread->EarlierTracer == 0 || (thread->EarlierTracer & 2) != 0
            ? 0
            : ((delegate* unmanaged[SuppressGCTransition]<nint, nint, int, nint, int>)thread->EarlierTracer)(
                thread->EarlierTracerObject, frame, what, argument);
    }

    private static void Begin(LineThread* thread, nint frame)
    {
        var code = CodeOf(frame);
        var binding = BindingTable.Find(code);
        if (binding != null) LineEvents<KernelReadings>.Begin(thread, code, binding, PyApi.FrameLineNumber(frame));
    }

    private static nint CodeOf(nint frame) => _offsets.FrameCode >= 0
        ? *(nint*)(frame + _offsets.FrameCode)
        : *(nint*)(*(nint*)(frame + _offsets.FrameInterpreterFrame) + _offsets.InterpreterFrameCode);
}
