using Heapline.Collector.Live;

namespace Heapline.Collector.Events;

/// <summary>A fork of a process, as its parent's <see cref="Estate"/> knows it: what the parent had then, and has given back since.</summary>
/// <param name="number">Number of the fork.</param>
/// <param name="tick">The parent's tick that ended with the fork.</param>
/// <param name="timeNs">When that was, nanoseconds since the start of the run.</param>
internal sealed class Heir(uint number, int tick, long timeNs) : IDisposable
{
    /// <summary>Number of the fork among the parent's.</summary>
    public uint Number => number;
    /// <summary>What the parent had alive at the end of this tick, the child began with.</summary>
    public int Tick => tick;
    /// <summary>When the fork was, nanoseconds since the start of the run.</summary>
    public long TimeNs => timeNs;
    /// <summary>Whether it is known which process it became.</summary>
    public bool IsTaken { get; set; }
    /// <summary>Bytes alive then, those that the parent had inherited included.</summary>
    public long Bytes { get; init; }
    /// <summary>Blocks alive then.</summary>
    public long Blocks { get; init; }
    /// <summary>What was mapped then, with the capture's sites.</summary>
    public required MappingMap Mappings { get; init; }

    /// <summary>
    /// The parent's own blocks that it had at this fork and gave back after it, before the next fork that still lives: address → packed block.
    /// Null while there are none.
    /// </summary>
    public AddressTable? GivenBack { get; set; }
    /// <summary>Sizes of those that have no room in a packed block.</summary>
    public Dictionary<ulong, long> LargeSizes { get; } = [];
    /// <summary>The same for blocks that the parent had inherited itself.</summary>
    public Dictionary<ulong, InheritedBlock> PassedOn { get; } = [];

    public void Dispose()
    {
        GivenBack?.Dispose();
        GivenBack = null;
    }
}
