using System.Threading;
using Heapline.Agent.Native;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Python;

/// <summary>The module's functions for programs that record themselves, tell where they are, and ask what is alive.</summary>
internal static unsafe partial class Module
{
    private const int MaxNameBytes = 1024;

    private static long _questions;

    private static MethodDefinition* AddTrackingFunctions(MethodDefinition* methods)
    {
        *methods++ = Method("track"u8, (delegate*<nint, nint*, nint, nint>)&Track, FastCall,
            "track(folder: bytes): start recording for the session in that folder. None when it has; else a str that says why not."u8);
        *methods++ = Method("stop"u8, (delegate*<nint, nint, nint>)&StopTracking, NoArguments, "stop(): end what track() began. mprof must still be reading."u8);
        *methods++ = Method("recording"u8, (delegate*<nint, nint, nint>)&IsRecording, NoArguments, "recording() -> bool: whether allocations of this process are being recorded."u8);
        *methods++ = Method("phase"u8, (delegate*<nint, nint*, nint, nint>)&Phase, FastCall,
            "phase(kind, number, name: bytes): 0 a mark, 1 the begin of span number, 2 its end."u8);
        *methods++ = Method("ask"u8, (delegate*<nint, nint*, nint, nint>)&Ask, FastCall,
            "ask(anew: bool) -> int: asks what is alive now; 0 when nothing is recorded. With anew the peak begins anew here."u8);
        *methods++ = Method("answer"u8, (delegate*<nint, nint*, nint, nint>)&Answer, FastCall,
            "answer(question) -> (live bytes, peak bytes, allocations), or None while there is no answer."u8);
        return methods;
    }

    private static nint Track(nint self, nint* arguments, nint count)
    {
        if (count != 1) return WrongCall();
        var folder = PyApi.BytesText(arguments[0]);
        if (folder == null) return 0;
        var reason = Attachment.Track(folder);
        return reason != null ? PyApi.UnicodeFromString(reason) : NewNone();
    }

    private static nint StopTracking(nint self, nint arguments)
    {
        Attachment.Stop();
        return NewNone();
    }

    private static nint IsRecording(nint self, nint arguments) =>
        NewTruth(Recorder.IsOn && Backpressure.CollectorLives(Segment.Session));

    private static nint Phase(nint self, nint* arguments, nint count)
    {
        if (count != 3) return WrongCall();
        var kind = PyApi.AsLong(arguments[0]);
        var number = PyApi.AsLong(arguments[1]);
        if (PyApi.ErrorOccurred() != 0) return 0;
        var name = PyApi.BytesText(arguments[2]);
        if (name == null) return 0;
        var length = PyApi.BytesSize(arguments[2]);
        if (kind is < 0 or > 2 || length > MaxNameBytes) return WrongCall();
        var thread = Recorder.IsOn ? ThreadTable.Enter() : null;
        if (thread == null) return NewNone();
        var lane = Interpreter.LaneOfAnyone(out _);
        var record = stackalloc ulong[4 + MaxNameBytes / sizeof(ulong)];
        var words = (uint)(length + 7) / 8;
        record[0] = Protocol.Record.Head(RecordKind.Phase, (HookedFunction)kind, words);
        record[1] = LibC.MonotonicNs();
        record[2] = Protocol.Record.Pair((uint)number, StackCapture.Node(thread, lane, 0));
        record[3] = (ulong)length;
        if (words > 0) record[3 + words] = 0;
        for (nint i = 0; i < length; i++) ((byte*)(record + 4))[i] = name[i];
        Recorder.Write(lane, record, 4 + words);
        ThreadTable.Leave(thread);
        return NewNone();
    }

    private static nint Ask(nint self, nint* arguments, nint count)
    {
        if (count != 1) return WrongCall();
        var thread = Recorder.IsOn ? ThreadTable.Enter() : null;
        if (thread == null) return PyApi.NewLong(0);
        var question = Interlocked.Increment(ref _questions);
        Recorder.One(Interpreter.LaneOfAnyone(out _), RecordKind.Question, (nint)question, arguments[0] == PyApi.True ? (HookedFunction)1 : 0);
        ThreadTable.Leave(thread);
        Backpressure.WakeCollector(Segment.Session);
        return PyApi.NewLong(question);
    }

    private static nint Answer(nint self, nint* arguments, nint count)
    {
        if (count != 1) return WrongCall();
        var question = PyApi.AsLong(arguments[0]);
        if (PyApi.ErrorOccurred() != 0) return 0;
        var header = Segment.Header;
        if (header == null) return NewNone();
        var answered = Volatile.Read(ref header->Answered);
        if ((long)answered < question) return NewNone();
        var live = header->AnswerLiveBytes;
        var peak = header->AnswerPeakBytes;
        var allocations = header->AnswerAllocations;
        // Another thread has asked meanwhile, and its answer is being written over this one.
        if (Volatile.Read(ref header->Answered) != answered) return NewNone();
        var answer = PyApi.NewTuple(3);
        if (answer == 0) return 0;
        PyApi.SetTupleItem(answer, 0, PyApi.NewLong((long)live));
        PyApi.SetTupleItem(answer, 1, PyApi.NewLong((long)peak));
        PyApi.SetTupleItem(answer, 2, PyApi.NewLong((long)allocations));
        return answer;
    }
}
