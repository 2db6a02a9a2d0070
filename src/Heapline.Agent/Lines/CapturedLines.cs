using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Protocol;

namespace Heapline.Agent.Lines;

/// <summary>
/// Tells the capture of the lines of decorated functions: when a call ends, at each new tick of the calls that still run, and at the end of the program. So a program that
/// is killed in the midst of such a function leaves what its lines did up to the last tick.
/// </summary>
internal static unsafe class CapturedLines
{
    private const uint HeadWords = 2, RowWords = 4, MostRows = 32;
    /// <summary>
    /// After a call the capture is told only if the last time is so long ago: looking through the lines of a function costs some nanoseconds a line, and is to cost a tenth of
    /// the time at most, however short the calls are. What is left untold then is told after a later call or at the end.
    /// </summary>
    private const ulong PauseNs = 10_000, PauseNsOfLine = 100;

    /// <summary>The profile whose functions the capture is told of; kept to the end of the process. Null while there is none.</summary>
    private static LineProfile* _profile;

    /// <summary>Begins to tell of a profile's functions.</summary>
    public static void Begin(LineProfile* profile)
    {
        if (_profile != null) return;
        Python.PyApi.IncRef(profile->Capsule);
        _profile = profile;
    }

    /// <summary>The segment knows a function's code by this id.</summary>
    public static void Know(nint code, uint id)
    {
        var map = MapOf(code);
        if (map != null) map->CodeId = id;
    }

    /// <summary>A call of a function has ended, at a time on CLOCK_MONOTONIC.</summary>
    public static void TellEnded(Lane lane, nint code, ulong nowNs)
    {
        var map = MapOf(code);
        if (map == null || nowNs - map->ToldNs < PauseNs + PauseNsOfLine * (ulong)map->Span) return;
        map->ToldNs = nowNs;
        Tell(lane, map, atTick: false);
    }

    /// <summary>For the main lane, when a tick has ended: tells of the functions that run on this thread. False when recording has ended.</summary>
    public static bool TellRunning()
    {
        if (_profile == null) return true;
        var thread = LineThreads.Find();
        if (thread == null) return true;
        for (var i = 0; i < thread->Depth; i++)
        {
            var visit = thread->Visits + i;
            // Of the calls of a recursion the outermost does; a function that the segment does not know can only be told of elsewhere.
            if (visit->Outer >= 0 || visit->Map->Profile != _profile || visit->Map->CodeId == 0) continue;
            if (!Tell(Lane.Main, visit->Map, atTick: true)) return false;
        }
        return true;
    }

    /// <summary>Tells of all functions.</summary>
    public static void TellAll(Lane lane)
    {
        if (_profile == null) return;
        for (var map = _profile->FirstMap; map != null; map = map->Next)
        {
            if (map->CodeId == 0 && map->Met > 0) map->CodeId = CodeTable.IdOf(lane, map->Code);
            Tell(lane, map, atTick: false);
        }
    }

    /// <summary>What the parent was not told of is the parent's to tell, and the child's segment knows no code.</summary>
    public static void AfterForkInChild()
    {
        if (_profile == null) return;
        for (var map = _profile->FirstMap; map != null; map = map->Next)
        {
            map->CodeId = 0;
            for (var index = map->Untold(0, out _, out _); index >= 0;) index = map->Untold(index, out _, out _);
        }
    }

    private static LineMap* MapOf(nint code)
    {
        if (_profile == null) return null;
        LineGuard.Enter();
        var binding = BindingTable.Find(code);
        while (binding != null && (binding->Map->Profile != _profile || binding->Map->Code != code)) binding = binding->NextOfCode;
        LineGuard.Exit();
        return binding == null ? null : binding->Map;
    }

    [SkipLocalsInit]
    private static bool Tell(Lane lane, LineMap* map, bool atTick)
    {
        if (map->CodeId == 0) return true;
        var record = stackalloc ulong[(int)(HeadWords + MostRows * RowWords)];
        for (var index = 0; index >= 0;)
        {
            uint rows = 0;
            LineGuard.Enter();
            while (rows < MostRows && (index = map->Untold(index, out var line, out var news)) >= 0)
            {
                var row = record + HeadWords + rows++ * RowWords;
                row[0] = (uint)line;
                row[1] = (ulong)news.Hits;
                row[2] = (ulong)news.HighestBytes;
                row[3] = (ulong)news.IncrementBytes;
            }
            LineGuard.Exit();
            if (rows == 0) return true;
            record[0] = Record.Head(RecordKind.Lines, HookedFunction.None, rows * RowWords);
            record[1] = map->CodeId;
            var words = HeadWords + rows * RowWords;
            if (!(atTick ? MainLane.WriteAtTick(record, words) : Recorder.Write(lane, record, words))) return false;
        }
        return true;
    }
}
