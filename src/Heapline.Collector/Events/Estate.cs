using Heapline.Collector.Accounting;
using Heapline.Collector.Live;

namespace Heapline.Collector.Events;

/// <summary>
/// What a process leaves to its forks. Nothing is copied at a fork: a block that a child gives back is looked for in the parent's live map, where it still is
/// if the parent has not given it back; and what the parent gives back while forks of it live, it hands to the youngest of them (<see cref="Heir.GivenBack"/>).
/// </summary>
/// <remarks>
/// Which of two blocks at one address a fork had is told by ticks: the parent's tick ends with each fork. So a block of a tick up to the fork's was there then, and
/// a later one was not. Blocks in <c>GivenBack</c> of a younger fork were alive when that one was made, hence at every fork between their own
/// tick and that one. A fork that ends hands what it holds to the next older one, less what that one cannot have had. Draining thread only.
/// </remarks>
internal sealed class Estate(HeapAccount account, LiveMap live, MappingMap mappings) : IDisposable
{
    private readonly List<Heir> _heirs = [];

    /// <summary>Tick of the youngest fork that lives: blocks up to it are some fork's, too. -1 while there is none.</summary>
    public int LastTick { get; private set; } = -1;

    /// <summary>Number of the last fork that was noted.</summary>
    public uint LastNumber { get; private set; }

    /// <summary>Whether any fork lives.</summary>
    public bool HasHeirs => _heirs.Count > 0;

    /// <summary>What the process has from its own parent; null when it is no fork.</summary>
    public Inheritance? Inherited { get; set; }

    /// <summary>Forks that live, or may; oldest first.</summary>
    public IReadOnlyList<Heir> Heirs => _heirs;

    /// <summary>The process forks: its tick <paramref name="tick"/> ends here.</summary>
    public void Fork(uint number, int tick, long timeNs)
    {
        var here = account.Alive();
        var copy = mappings.Copy(block => new MappedBlock(account.CaptureSiteOf(block.Site), 0, 0));
        Inherited?.Mappings.CopyTo(copy);
        _heirs.Add(new Heir(number, tick, timeNs)
        {
            Bytes = here.Bytes + (Inherited?.Bytes ?? 0),
            Blocks = here.Blocks + (Inherited?.Blocks ?? 0),
            Mappings = copy,
        });
        LastNumber = number;
        LastTick = tick;
        account.AgeBlocks();
    }

    /// <summary>The fork of that number; null when it is not known, or has been let go.</summary>
    public Heir? Find(uint number) => _heirs.Find(heir => heir.Number == number);

    /// <summary>The process gives back a block that its youngest fork had, too.</summary>
    public void HandOn(ulong address, ulong packed, long bytes)
    {
        var heir = _heirs[^1];
        (heir.GivenBack ??= new AddressTable())[address] = packed;
        if (PackedBlock.Size(packed) == PackedBlock.LargeSize)
            heir.LargeSizes[address] = bytes;
    }

    /// <summary>The process gives back a block that it had from its parent.</summary>
    public void HandOn(ulong address, InheritedBlock block)
    {
        if (_heirs.Count > 0)
            _heirs[^1].PassedOn[address] = block;
    }

    /// <summary>The block that was alive at <paramref name="address"/> at a fork; null for none.</summary>
    public InheritedBlock? BlockAt(Heir fork, ulong address)
    {
        var packed = live.Peek(address);
        if (packed != 0 && PackedBlock.Tick(packed) <= fork.Tick)
            return Block(packed, PackedBlock.Size(packed) == PackedBlock.LargeSize ? live.LargeSizeAt(address) : 0);
        for (var i = _heirs.IndexOf(fork); i >= 0 && i < _heirs.Count; i++)
        {
            packed = _heirs[i].GivenBack?[address] ?? 0;
            if (packed != 0 && PackedBlock.Tick(packed) <= fork.Tick)
                return Block(packed, _heirs[i].LargeSizes.GetValueOrDefault(address));
            if (_heirs[i].PassedOn.TryGetValue(address, out var block))
                return block;
        }
        return Inherited?.BlockAt(address);
    }

    /// <summary>The fork has ended, or never was.</summary>
    public void LetGo(Heir fork)
    {
        var at = _heirs.IndexOf(fork);
        if (at < 0)
            return;
        _heirs.RemoveAt(at);
        if (at > 0)
            Merge(fork, _heirs[at - 1]);
        fork.Dispose();
        LastTick = _heirs.Count > 0 ? _heirs[^1].Tick : -1;
        if (_heirs.Count == 0)
            Emptied?.Invoke();
    }

    /// <summary>Called when the last fork is gone.</summary>
    public Action? Emptied { get; set; }

    public void Dispose() => _heirs.ForEach(heir => heir.Dispose());

    private static void Merge(Heir from, Heir to)
    {
        from.GivenBack?.ForEach((address, packed) =>
        {
            if (PackedBlock.Tick(packed) > to.Tick)
                return;
            (to.GivenBack ??= new AddressTable())[address] = packed;
            if (from.LargeSizes.TryGetValue(address, out var bytes))
                to.LargeSizes[address] = bytes;
        });
        foreach (var (address, block) in from.PassedOn)
            to.PassedOn.TryAdd(address, block);
    }

    private InheritedBlock Block(ulong packed, long largeBytes)
    {
        var site = PackedBlock.Site(packed);
        var weight = account.WeightOf(site);
        var bytes = PackedBlock.Size(packed) is var size && size != PackedBlock.LargeSize ? (long)size : largeBytes;
        return new InheritedBlock(account.CaptureSiteOf(site), weight, bytes * weight);
    }
}
