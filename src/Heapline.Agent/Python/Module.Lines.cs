using System;
using Heapline.Agent.Lines;
using Heapline.Agent.Native;
using Heapline.Agent.Recording;

namespace Heapline.Agent.Python;

/// <summary>The module's functions for profiling by line. A profile is a capsule; a function in it, a number.</summary>
internal static unsafe partial class Module
{
    private static nint _linesInterpreter;

    private static byte* ProfileName => Text("heapline profile"u8);

    private static MethodDefinition* AddLineFunctions(MethodDefinition* methods)
    {
        *methods++ = Method("attached"u8, (delegate*<nint, nint, nint>)&Attached, NoArguments, "attached() -> bool: whether mprof follows this process."u8);
        *methods++ = Method("resident"u8, (delegate*<nint, nint, nint>)&Resident, NoArguments, "resident() -> int: resident memory of this process in bytes."u8);
        *methods++ = Method("profile"u8, (delegate*<nint, nint, nint>)&NewProfile, NoArguments, "profile() -> a new, empty profile."u8);
        *methods++ = Method("add_function"u8, (delegate*<nint, nint*, nint, nint>)&AddFunction, FastCall,
            "add_function(profile, first_line) -> int: the function's number."u8);
        *methods++ = Method("add_code"u8, (delegate*<nint, nint*, nint, nint>)&AddCode, FastCall,
            "add_code(profile, number, code) -> bool: count this code's lines for it; True when nobody did before."u8);
        *methods++ = Method("enable"u8, (delegate*<nint, nint*, nint, nint>)&Enable, FastCall, "enable(profile): on this thread; nests."u8);
        *methods++ = Method("disable"u8, (delegate*<nint, nint*, nint, nint>)&Disable, FastCall, "disable(profile): takes back one enable."u8);
        *methods++ = Method("enter"u8, (delegate*<nint, nint*, nint, nint>)&Enter, FastCall, 
            "enter(code, module=None) -> int: marks the begin of a call of a function of that module; its level."u8);
        *methods++ = Method("leave"u8, (delegate*<nint, nint*, nint, nint>)&Leave, FastCall, "leave(code, level): marks its end."u8);
        *methods++ = Method("capture_lines"u8, (delegate*<nint, nint*, nint, nint>)&CaptureLines, FastCall,
            "capture_lines(profile): from now on the capture of this run is told of the lines of its functions; of one profile a process."u8);
        *methods++ = Method("count"u8, (delegate*<nint, nint*, nint, nint>)&Count, FastCall,
            "count(profile, number, line, memory, increment): a line has ended, with so many bytes; for what Python code reads."u8);
        *methods++ = Method("settle"u8, (delegate*<nint, nint*, nint, nint>)&SettleLine, FastCall,
            "settle(profile, number, line, increment): so many bytes belong to a line that has not ended."u8);
        *methods++ = Method("figures"u8, (delegate*<nint, nint*, nint, nint>)&Figures, FastCall,
            "figures(profile, number) -> [(line, increment, highest, occurrences)] in the order met; memory in bytes."u8);
        *methods++ = Method("report"u8, (delegate*<nint, nint*, nint, nint>)&Report, FastCall,
            "report(profile, number, file, source_lines, first_line, precision) -> str."u8);
        *methods++ = Method("trace"u8, (delegate*<nint, nint*, nint, nint>)&Trace, FastCall, "trace(frame, event, argument): what sys.gettrace() gives."u8);
        *methods++ = Method("use_monitoring"u8, (delegate*<nint, nint*, nint, nint>)&MonitoringCallbacks.Use, FastCall, "use_monitoring(DISABLE)"u8);
        *methods++ = Method("on_line"u8, (delegate*<nint, nint*, nint, nint>)&MonitoringCallbacks.Line, FastCall, "on_line(code, line)"u8);
        *methods++ = Method("on_jump"u8, (delegate*<nint, nint*, nint, nint>)&MonitoringCallbacks.Jump, FastCall, "on_jump(code, from, to)"u8);
        *methods++ = Method("on_begin"u8, (delegate*<nint, nint*, nint, nint>)&MonitoringCallbacks.Begin, FastCall, "on_begin(code, offset, ...)"u8);
        *methods++ = Method("on_end"u8, (delegate*<nint, nint*, nint, nint>)&MonitoringCallbacks.End, FastCall, "on_end(code, offset, ...)"u8);
        return methods;
    }

    private static bool InitializeLines(nint module)
    {
        if (PyApi.Minor >= 12) _linesInterpreter = PyApi.CurrentInterpreter();
        var trace = PyApi.Attribute(module, Text("trace"u8));
        return trace != 0 && LineThreads.Initialize() && (PyApi.Minor >= 12 || FrameTracer.Initialize(trace));
    }

    private static nint Attached(nint self, nint arguments) => NewTruth(Segment.Session != null && !Attachment.IsTracked);

    private static nint Resident(nint self, nint arguments) => PyApi.NewLong(ResidentNow());

    private static long ResidentNow()
    {
        LineGuard.Enter();
        var bytes = ResidentMemory.Now();
        LineGuard.Exit();
        return bytes;
    }

    private static nint NewProfile(nint self, nint arguments)
    {
        // The tables are guarded by one GIL; from 3.12 on another interpreter may have its own.
        if (_linesInterpreter != 0 && PyApi.CurrentInterpreter() != _linesInterpreter)
            return Error("lines can be profiled in one interpreter of a process, and another has begun"u8);
        var profile = LineProfile.Create();
        if (profile == null) return NoMemory();
        profile->Capsule = PyApi.NewCapsule((nint)profile, ProfileName, (nint)(delegate*<nint, void>)&Destroy);
        if (profile->Capsule != 0) return profile->Capsule;
        LineProfile.Destroy(profile);
        return 0;
    }

    private static void Destroy(nint capsule) => LineProfile.Destroy((LineProfile*)PyApi.CapsulePointer(capsule, ProfileName));

    private static nint AddFunction(nint self, nint* arguments, nint count)
    {
        if (!Take(arguments, count, 2, out var profile)) return 0;
        var line = PyApi.AsLong(arguments[1]);
        if (PyApi.ErrorOccurred() != 0) return 0;
        LineGuard.Enter();
        var number = LineProfile.AddMap(profile, (int)line);
        LineGuard.Exit();
        return number < 0 ? NoMemory() : PyApi.NewLong(number);
    }

    private static nint AddCode(nint self, nint* arguments, nint count)
    {
        var map = TakeMap(arguments, count, 3, out var profile);
        if (map == null) return 0;
        LineGuard.Enter();
        var bound = profile->Bind(arguments[2], map, out var first);
        LineGuard.Exit();
        return bound ? NewTruth(first) : NoMemory();
    }

    private static nint Enable(nint self, nint* arguments, nint count)
    {
        if (!Take(arguments, count, 1, out var profile)) return 0;
        var thread = LineThreads.Get();
        if (thread == null) return NoMemory();
        var first = !thread->AnyOn;
        if (!thread->SwitchOn(profile)) return NoMemory();
        if (first && PyApi.Minor < 12) FrameTracer.Install(thread);
        return NewNone();
    }

    private static nint Disable(nint self, nint* arguments, nint count)
    {
        if (!Take(arguments, count, 1, out var profile)) return 0;
        var thread = LineThreads.Find();
        if (thread != null && thread->SwitchOff(profile) && !thread->AnyOn && PyApi.Minor < 12) FrameTracer.Uninstall(thread);
        return NewNone();
    }

    private static nint Enter(nint self, nint* arguments, nint count)
    {
        if (count is not (1 or 2)) return WrongCall();
        var thread = LineThreads.Get();
        return thread == null ? NoMemory() : PyApi.NewLong(FunctionMarks.Enter(thread, arguments[0], count == 2 ? arguments[1] : 0));
    }

    private static nint Leave(nint self, nint* arguments, nint count)
    {
        if (count != 2) return WrongCall();
        var level = PyApi.AsLong(arguments[1]);
        if (PyApi.ErrorOccurred() != 0) return 0;
        var thread = LineThreads.Get();
        if (thread != null) FunctionMarks.Leave(thread, arguments[0], (int)level);
        return NewNone();
    }

    private static nint CaptureLines(nint self, nint* arguments, nint count)
    {
        if (!Take(arguments, count, 1, out var profile)) return 0;
        CapturedLines.Begin(profile);
        return NewNone();
    }

    private static nint Count(nint self, nint* arguments, nint count)
    {
        var map = TakeMap(arguments, count, 5, out _);
        if (map == null) return 0;
        var line = PyApi.AsLong(arguments[2]);
        var memory = PyApi.AsLong(arguments[3]);
        var increment = PyApi.AsLong(arguments[4]);
        if (PyApi.ErrorOccurred() != 0) return 0;
        LineGuard.Enter();
        map->Add((int)line, memory, increment);
        LineGuard.Exit();
        return NewNone();
    }

    private static nint SettleLine(nint self, nint* arguments, nint count)
    {
        var map = TakeMap(arguments, count, 4, out _);
        if (map == null) return 0;
        var line = PyApi.AsLong(arguments[2]);
        var increment = PyApi.AsLong(arguments[3]);
        if (PyApi.ErrorOccurred() != 0) return 0;
        LineGuard.Enter();
        map->Settle((int)line, increment);
        LineGuard.Exit();
        return NewNone();
    }

    private static nint Figures(nint self, nint* arguments, nint count)
    {
        var map = TakeMap(arguments, count, 2, out _);
        if (map == null) return 0;
        LineGuard.Enter();
        var (met, first, span) = (map->Met, map->First, map->Span);
        LineGuard.Exit();
        var list = PyApi.NewList(met);
        if (list == 0) return 0;
        for (var line = first; line < first + span; line++)
        {
            // By value, and none that was met meanwhile: making a tuple may set off a collection, and with it any code of the program.
            var record = RecordOf(map, line);
            if (record.Hits == 0 || record.Order >= met) continue;
            var item = PyApi.NewTuple(4);
            if (item == 0)
            {
                PyApi.DecRef(list);
                return 0;
            }
            PyApi.SetTupleItem(item, 0, PyApi.NewLong(line));
            PyApi.SetTupleItem(item, 1, PyApi.NewLong(record.IncrementBytes));
            PyApi.SetTupleItem(item, 2, PyApi.NewLong(record.HighestBytes));
            PyApi.SetTupleItem(item, 3, PyApi.NewLong(record.Hits));
            PyApi.SetListItem(list, (nint)record.Order, item);
        }
        return list;
    }

    /// <summary>A copy of a line's record; without hits where there is none.</summary>
    private static LineRecord RecordOf(LineMap* map, int line)
    {
        LineGuard.Enter();
        var found = map->Find(line);
        var record = found != null ? *found : default;
        LineGuard.Exit();
        return record;
    }

    private static nint Report(nint self, nint* arguments, nint count)
    {
        var map = TakeMap(arguments, count, 6, out _);
        if (map == null) return 0;
        var firstLine = PyApi.AsLong(arguments[4]);
        var precision = PyApi.AsLong(arguments[5]);
        var rows = PyApi.ListSize(arguments[3]);
        if (PyApi.ErrorOccurred() != 0) return 0;
        precision = precision < 0 ? 0 : precision > Mebibytes.MaxPrecision ? Mebibytes.MaxPrecision : precision;
        var text = default(TextBuffer);
        var file = Utf8(arguments[2]);
        if (file == 0) return 0;
        LineReport.WriteHead(ref text, PyApi.BytesText(file), (int)PyApi.BytesSize(file));
        PyApi.DecRef(file);
        for (nint i = 0; i < rows; i++)
        {
            var source = Utf8(PyApi.ListItem(arguments[3], i));
            if (source == 0)
            {
                text.Free();
                return 0;
            }
            var line = (int)(firstLine + i);
            var record = RecordOf(map, line);
            LineReport.WriteRow(ref text, line, &record, (int)precision, PyApi.BytesText(source), (int)PyApi.BytesSize(source));
            PyApi.DecRef(source);
        }
        LineReport.WriteFoot(ref text);
        var report = text.Failed ? NoMemory() : PyApi.DecodeText(text.Text, text.Length, Text("utf-8"u8), Text("surrogatepass"u8));
        text.Free();
        return report;
    }

    private static nint Trace(nint self, nint* arguments, nint count)
    {
        if (count != 3) return WrongCall();
        var name = Utf8(arguments[1]);
        if (name == 0) return 0;
        FrameTracer.Reinstall(arguments[0], *PyApi.BytesText(name));
        PyApi.DecRef(name);
        return NewNone();
    }

    /// <summary>The text as a bytes object, lone surrogates (undecodable bytes of file names) as they are; 0 with an exception set.</summary>
    private static nint Utf8(nint text) => PyApi.EncodeText(text, Text("utf-8"u8), Text("surrogatepass"u8));

    private static bool Take(nint* arguments, nint count, nint wanted, out LineProfile* profile)
    {
        profile = null;
        if (count != wanted) return WrongCall() != 0;
        profile = (LineProfile*)PyApi.CapsulePointer(arguments[0], ProfileName);
        return profile != null;
    }

    private static LineMap* TakeMap(nint* arguments, nint count, nint wanted, out LineProfile* profile)
    {
        if (!Take(arguments, count, wanted, out profile)) return null;
        var number = PyApi.AsLong(arguments[1]);
        if (PyApi.ErrorOccurred() != 0) return null;
        var map = profile->Map(number);
        if (map == null) WrongCall();
        return map;
    }

    private static nint WrongCall() => Error("a function of _heapline was called with other arguments than its docstring says"u8);

    private static nint NoMemory() => Error("the agent has no memory left"u8);

    private static nint Error(ReadOnlySpan<byte> what)
    {
        PyApi.SetError(PyApi.RuntimeError, Text(what));
        return 0;
    }

    private static nint NewTruth(bool truth)
    {
        var value = truth ? PyApi.True : PyApi.False;
        PyApi.IncRef(value);
        return value;
    }
}
