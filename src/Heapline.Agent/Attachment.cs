using Heapline.Agent.Hooks;
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
    private static bool _started;

    /// <summary>Whether this process is being recorded, or has been.</summary>
    public static bool Started => _started;

    /// <summary>Starts recording for the session in the environment. Null when it has; else a text that says why not, and nothing has been changed.</summary>
    public static byte* Start()
    {
        var reason = Segment.JoinSession();
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
        return null;
    }

    /// <summary>The interpreter is about to take itself down, with the GIL held. No more than a note: recording goes on. The last occasion to see that the collector has died.</summary>
    public static void Finalizing()
    {
        var thread = _started ? ThreadTable.Enter() : null;
        if (thread == null) return;
        if (Backpressure.Look(Segment.Session)) Recorder.One(Interpreter.LaneOfAnyone(out _), RecordKind.Finalizing, 0);
        ThreadTable.Leave(thread);
    }

    /// <summary>Runs in a forked child, before fork returns there: only this thread is left, and whatever the others held is held for ever.</summary>
    private static void AfterForkInChild()
    {
        ThreadTable.AfterForkInChild();
        CodeTable.AfterForkInChild();
        NativeHooks.AfterForkInChild();
        ForkPoint.AfterInChild();
        Recorder.AfterForkInChild();
        Sampler.AfterForkInChild();
    }
}
