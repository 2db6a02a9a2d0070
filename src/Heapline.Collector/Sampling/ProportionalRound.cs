namespace Heapline.Collector.Sampling;

/// <summary>
/// The proportional memory of all processes of a tree, read one after the other and taken for one instant. So nothing may have been between the first reading and the last by which a page
/// counts in one process for what it counts in another as well: see docs/decisions/0010-forks-and-their-parents-blocks.md.
/// </summary>
/// <param name="TimeNs">When its last reading was made, on CLOCK_MONOTONIC.</param>
/// <param name="IsComplete">Whether every process was there from the first reading to the last, as the same program, and no other came.</param>
/// <param name="Readings">Number and bytes of each process that was there all the while.</param>
internal sealed record ProportionalRound(long TimeNs, bool IsComplete, IReadOnlyList<(int Number, long Bytes)> Readings)
{
    /// <summary>Makes one.</summary>
    /// <param name="processes">Whom to read; below the first are all that are to be there, parents before their children.</param>
    /// <param name="machine">Where they run.</param>
    public static ProportionalRound Make(IReadOnlyList<(int Number, int Pid, int ParentPid)> processes, IProcesses machine)
    {
        var images = processes.Select(process => machine.ImageOf(process.Pid)).ToList();
        var bytes = processes.Select(process => machine.ReadProportional(process.Pid)).ToList();
        var timeNs = machine.NowNs;
        var readings = new List<(int Number, long Bytes)>(processes.Count);
        for (var i = 0; i < processes.Count; i++)
        {
            var (number, pid, parentPid) = processes[i];
            // Between vfork and exec a child runs in its parent's memory, which would count twice.
            if (bytes[i] is { } read && machine.HasMemory(pid) && !images[i].HasGivenWayTo(machine.ImageOf(pid)) && !machine.ShareAllMemory(pid, parentPid))
                readings.Add((number, read));
        }
        var isComplete = readings.Count == processes.Count && (processes.Count == 0 || !machine.Below(processes[0].Pid).Except(processes.Select(process => process.Pid)).Any());
        return new ProportionalRound(timeNs, isComplete, readings);
    }
}
