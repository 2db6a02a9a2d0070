using System.Runtime.CompilerServices;

namespace Heapline.Agent.Lines;

/// <summary>
/// The three things that happen to a profiled frame, whichever way the interpreter tells of them: it begins (or goes on after a yield), it comes to a line, it ends
/// (or yields). A stretch of execution on a line begins at one of them and ends at the next.
/// </summary>
/// <remarks>
/// A line that calls another profiled function gets the whole difference across the call, since its stretch goes on meanwhile. Within one map
/// (recursion, comprehensions, inner functions) every byte is counted once: what begins inside takes over from the outer stretch, and gives back to it
/// when it ends. So the increments of a function's rows add up to the memory at its end.
/// </remarks>
internal static unsafe class LineEvents<TSource>
    where TSource : struct, IReadingSource
{
    /// <summary>A frame of this code begins or goes on, at a line.</summary>
    public static void Begin(LineThread* thread, nint code, CodeBinding* binding, int line)
    {
        var group = thread->Depth;
        long fresh = -1;
        for (; binding != null; binding = binding->NextOfCode)
        {
            var map = binding->Map;
            if (!thread->IsOn(map->Profile)) continue;
            var outer = group - 1;
            while (outer >= 0 && thread->Visits[outer].Map != map) outer--;
            long now = 0;
            if (outer >= 0)
            {
                var waiting = thread->Visits + outer;
                now = fresh >= 0 ? fresh : Readings<TSource>.Recent(map->Watched(waiting->Line) | map->Watched(line));
                map->Settle(waiting->Line, now - waiting->BeginBytes);
                waiting->BeginBytes = now;
            }
            else if (map->Entered != 0)
            {
                // What went before was not this function's: no carried-over reading may bring it in.
                now = fresh >= 0 ? fresh : fresh = Readings<TSource>.Fresh();
            }
            var visit = thread->Push();
            if (visit == null) return;
            visit->Code = code;
            visit->Map = map;
            visit->Line = line;
            visit->Group = group;
            visit->Outer = outer;
            visit->BeginBytes = now;
            map->Entered = 1;
        }
    }

    /// <summary>A frame of this code comes to a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(LineThread* thread, nint code, int line)
    {
        var last = thread->Depth - 1;
        // A frame that was there before its profile was switched on has no visit, and counts for nothing until it is entered anew.
        if (last < 0 || thread->Visits[last].Code != code) return;
        var visit = thread->Visits + last;
        if (visit->Group == last)
        {
            EndStretch(visit, Readings<TSource>.Recent(visit->Map->Watched(visit->Line) | visit->Map->Watched(line)));
            visit->Line = line;
            return;
        }
        var watched = 0;
        for (var i = visit->Group; i <= last; i++)
        {
            var map = thread->Visits[i].Map;
            watched |= map->Watched(thread->Visits[i].Line) | map->Watched(line);
        }
        var now = Readings<TSource>.Recent(watched);
        for (var i = visit->Group; i <= last; i++)
        {
            EndStretch(thread->Visits + i, now);
            thread->Visits[i].Line = line;
        }
    }

    /// <summary>A frame of this code ends or yields.</summary>
    public static void End(LineThread* thread, nint code)
    {
        var last = thread->Depth - 1;
        if (last < 0 || thread->Visits[last].Code != code) return;
        var group = thread->Visits[last].Group;
        // What comes afterwards is somebody else's, unless a stretch of the same function goes on: then it can be noticed there.
        var watched = 0;
        for (var i = group; i <= last; i++)
        {
            var visit = thread->Visits + i;
            watched |= visit->Outer < 0 ? 1 : visit->Map->Watched(visit->Line) | visit->Map->Watched(thread->Visits[visit->Outer].Line);
        }
        var now = Readings<TSource>.Recent(watched);
        for (var i = group; i <= last; i++)
        {
            var visit = thread->Visits + i;
            EndStretch(visit, now);
            if (visit->Outer >= 0) thread->Visits[visit->Outer].BeginBytes = now;
        }
        thread->Depth = group;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EndStretch(Visit* visit, long now)
    {
        visit->Map->Add(visit->Line, now, now - visit->BeginBytes);
        visit->BeginBytes = now;
    }
}
