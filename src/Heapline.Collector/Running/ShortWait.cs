using Heapline.Collector.Native;

namespace Heapline.Collector.Running;

/// <summary>Waits for an event to the nanosecond. Those of .NET wait for whole milliseconds, and a wait for less than one returns at once: a loop around it would spin.</summary>
internal static unsafe class ShortWait
{
    private const long Millisecond = 1_000_000;

    /// <summary>Waits for the event, or until the time is over; the last part of a millisecond is slept through. True when the event came.</summary>
    /// <param name="handle">The event.</param>
    /// <param name="nanoseconds">How long at most.</param>
    public static bool For(WaitHandle handle, long nanoseconds)
    {
        if (handle.WaitOne((int)Math.Clamp(nanoseconds / Millisecond, 0, int.MaxValue)))
            return true;
        var rest = new Libc.TimeSpec { Seconds = 0, Nanoseconds = Math.Max(nanoseconds, 0) % Millisecond };
        if (rest.Nanoseconds > 0)
            _ = Libc.nanosleep(&rest, null);
        return false;
    }
}
