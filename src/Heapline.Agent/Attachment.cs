using Heapline.Agent.Hooks;
using Heapline.Agent.Lines;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Sampling;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent;

/// <summary>Brings the agent to work in this process, in an order that never records an event that cannot be written.</summary>
internal static unsafe class Attachment
{
    private const int LongestWaitRounds = 10_000;

    private static bool _started;

    /// <summary>Whether this process is being recorded, or has been.</summary>
    public static bool Started => _started;

    /// <summary>Whether the program itself began the recording, and may end it.</summary>
    public static bool IsTracked { get; private set; }

    /// <summary>Starts recording for the session in a folder. Null when it has; else a text that says why not, and nothing has been changed.</summary>
    public static byte* Start(byte* folder)
    {
        var reason = Segment.JoinSession(folder);
        if (reason != null) return reason;
        if ((Segment.Session->Flags & SessionFlags.Exact) == 0) return null;
        // It was killed: the program goes on as it would without it, and so without a word.
        if (!Backpressure.CollectorLives(Segment.Session)) return null;
        return PyApi.Minor switch
        {
            8 => Start<Python38>(),
            9 => Start<Python39>(),
            10 => Start<Python310>(),
            11 => Start<Python311>(),
            12 => Start<Python312>(),
            13 => PyApi.IsFreeThreaded ? Start<Python313FreeThreaded>() : Start<Python313>(),
            14 => PyApi.IsFreeThreaded ? Start<Python314FreeThreaded>() : Start<Python314>(),
            _ => Module.Text("this Python is not supported; supported are CPython 3.8 to 3.14"u8),
        };
    }

    private static byte* Start<TPython>()
        where TPython : struct, IPython
    {
        if (!LayoutCheck.Holds<TPython>()) return Module.Text("this build of Python is laid out, or describes itself, otherwise than CPython of its version"u8);
        if (!StackCapture.Initialize<TPython>(LibC.getenv(Module.Text("HEAPLINE_WHOLE_WALKS"u8)) != null)) return Module.Text("there is no memory left"u8);
        if (!Recorder.Initialize()) return Module.Text("there is no memory left"u8);
        if (!Interpreter.Initialize() || !ThreadTable.Initialize()) return Module.Text("the process has no thread-specific keys left"u8);
        if (LibC.__register_atfork((nint)(delegate*<void>)&ForkPoint.Before, 0, (nint)(delegate*<void>)&AfterForkInChild, 0) != 0) return Module.Text("fork handlers cannot be registered"u8);
        var sampled = (Segment.Session->Flags & SessionFlags.Sampled) != 0;
        if (sampled && !Sampler.Initialize(Segment.Session)) return Module.Text("there is no memory left"u8);
        if (!Segment.Open()) return Module.Text("shared memory for this process cannot be made"u8);
        _started = true;
        ThreadNames.Initialize();
        if (sampled) SampledPythonHooks<TPython>.Install();
        else PythonHooks<TPython>.Install();
        NativeHooks.Install();
        if (sampled && (Segment.Session->Flags & SessionFlags.Sparse) != 0) SampledPythonHooks<TPython>.LeaveFrees();
        Segment.Header->FreesAreUnseen = CodeTable.FreesAreUnseen ? 1u : 0;
        Cost.Measure<TPython>();
        return null;
    }

    /// <summary>Starts recording because the program asks for it; again, after <see cref="Stop"/>. Null when it has; else a text that says why not.</summary>
    public static byte* Track(byte* folder)
    {
        if (!_started)
        {
            var reason = Start(folder);
            if (reason != null) return reason;
            IsTracked = _started;
            return _started ? null : Module.Text("mprof has ended already"u8);
        }
        if (Recorder.IsOn) return Module.Text("this process is being recorded already"u8);
        if (!IsTracked || !ThreadTable.IsQuiet()) return Module.Text("the recording before this one has not ended"u8);
        var failure = Segment.JoinSession(folder);
        if (failure != null) return failure;
        CodeTable.BeginAnew();
        ThreadTable.BeginAnew();
        DomainHooks.PutBack();
        return Segment.Open() ? null : Module.Text("shared memory for this process cannot be made"u8);
    }

    /// <summary>
    /// Stops what <see cref="Track"/> started, with the GIL held: from here on hooks only pass through. They stay where they are: another library may have put its own
    /// on top of them. Threads that are in a hook come out first, for which the collector must still be reading.
    /// </summary>
    public static void Stop()
    {
        if (!IsTracked) return;
        Recorder.Pause();
        TimeSpec moment;
        moment.Seconds = 0;
        moment.Nanoseconds = 100_000;
        for (var rounds = 0; rounds < LongestWaitRounds && !ThreadTable.IsQuiet(); rounds++) LibC.nanosleep(&moment, null);
        // A thread that has not come out in a second may be waiting for room that only the old segment can have.
        if (ThreadTable.IsQuiet()) Segment.Leave();
    }

    /// <summary>The interpreter is about to take itself down, with the GIL held. No more than a note: recording goes on. The last occasion to see that the collector has died.</summary>
    public static void Finalizing()
    {
        var thread = _started ? ThreadTable.Enter() : null;
        if (thread == null) return;
        Cost.NoteProcessorTime();
        ExitHooks.NotePeak();
        if (Backpressure.Look(Segment.Session))
        {
            var lane = Interpreter.LaneOfAnyone(out _);
            ThreadNames.OfLiving(lane);
            ThreadNameRecord.WriteKernels(lane);
            CapturedLines.TellAll(lane);
            if (lane == Lane.Main) MainLane.TellCollections();
            Recorder.One(lane, RecordKind.Finalizing, 0);
        }
        ThreadTable.Leave(thread);
    }

    /// <summary>Runs in a forked child, before fork returns there: only this thread is left, and whatever the others held is held for ever.</summary>
    private static void AfterForkInChild()
    {
        ThreadTable.AfterForkInChild();
        CodeTable.AfterForkInChild();
        NativeHooks.AfterForkInChild();
        ForkPoint.AfterInChild();
        Sampler.AfterForkInChild();
        Recorder.AfterForkInChild(); // last: from here on this process records
    }
}
