using System.Runtime.CompilerServices;
using System.Threading;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Sampling;

namespace Heapline.Agent.Stacks;

/// <summary>
/// Code objects that have been seen on a stack: address → <see cref="CodeLines"/>. Ids are never used twice; addresses are.
/// </summary>
/// <remarks>
/// The hazard: <c>exec</c> compiles, runs and frees a code object, and the next <c>exec</c> gets its address. A node that meant a line of the first must not
/// come to mean a line of the second. Holding a reference would keep the program's code alive, and change the program. But every code object is
/// a block of the OBJ domain whose free passes our hook: it asks <see cref="MayHold"/> (one or two bits), and a hit goes to <see cref="Forget"/>, which
/// drops the address and raises <see cref="Epoch"/>, so that no thread trusts what it remembers of frames by address alone.
/// <para>While sampling, frees of small blocks may pass unseen (<see cref="FreesAreUnseen"/>). Then a code object is known by its address and by what it says of itself: file, name, first line and
/// length. Two that agree in these read the same in every report, and lines are asked of the code object at hand, never remembered.</para>
/// <para>Readers take no lock. A slot's contents are written before its address; a forgotten slot keeps its place (<see cref="Forgotten"/>) so that no probe
/// breaks off. A table that has been outgrown stays mapped: a reader may still be in it, and all of them together are no larger than the last.</para>
/// </remarks>
internal static unsafe class CodeTable
{
    private const uint FirstCapacity = 1024;
    private const int FilterBits = 1 << 16;
    /// <summary>16 KiB, as large as pymalloc's pools: in one are only blocks of one size.</summary>
    private const int PoolShift = 14;
    private const nint Forgotten = 1;

    private struct Entry
    {
        public nint Code;
        public CodeLines* Lines;
    }

    private struct Table
    {
        public uint Capacity;
        public uint Used;
    }

    private static Table* _table;
    /// <summary>One bit for each pool that has held a code object, over and over again for every GiB. Blocks freed one after the other find their bits side by side.</summary>
    private static byte* _pools;
    private static byte* _filter;
    private static Native.SpinLock _lock;
    private static CodeLinesPool _pool;
    private static uint _lastId;
    private static uint _epoch;

    /// <summary>
    /// Whether a code object may be freed without <see cref="Forget"/> being called. Then what is remembered of a frame holds only for the very call that was seen: which canaries and marks prove, and an
    /// address does not. Set before the first event.
    /// </summary>
    public static bool FreesAreUnseen;

    /// <summary>Raised whenever a known code object is freed.</summary>
    public static uint Epoch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _epoch;
    }

    /// <summary>Makes the empty table; false when there is no memory.</summary>
    public static bool Initialize()
    {
        _pools = (byte*)PrivateMemory.Map(FilterBits / 8);
        _filter = (byte*)PrivateMemory.Map(FilterBits / 8);
        _table = NewTable(FirstCapacity);
        CodeRecord.Initialize();
        return _pools != null && _filter != null && _table != null;
    }

    /// <summary>Whether <paramref name="address"/> may be a known code object: where one of them is near, one bit in 65,536, so seldom wrong for the few thousand that a program has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayHold(nint address) => IsSet(_pools, PoolBit(address)) && IsSet(_filter, FilterBit(address));

    /// <summary>A block is about to be freed for which <see cref="MayHold"/> said yes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Forget(nint address)
    {
        var entry = Find(address);
        if (entry == null) return;
        _lock.Enter();
        entry = Find(address);
        if (entry != null) Drop(entry);
        _lock.Exit();
    }

    /// <summary>What is kept of the code object; when it is new, after its Code record has gone to <paramref name="lane"/>. Null when there is no memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static CodeLines* LinesOf(Lane lane, nint code)
    {
        Entry* entry;
        if (!FreesAreUnseen && (entry = Find(code)) != null) return entry->Lines;
        _lock.Enter();
        entry = Find(code);
        if (entry != null && FreesAreUnseen && entry->Lines->Fingerprint != CodeRecord.FingerprintOf(code))
        {
            Drop(entry);
            entry = null;
        }
        var lines = entry != null ? entry->Lines : Add(lane, code);
        _lock.Exit();
        return lines;
    }

    /// <summary>The code object's id, after its Code record has gone to <paramref name="lane"/>; 0 when there is no memory.</summary>
    public static uint IdOf(Lane lane, nint code)
    {
        var lines = LinesOf(lane, code);
        return lines == null ? 0 : lines->Id;
    }

    /// <summary>A forked child writes its own Code records: its segment knows none.</summary>
    public static void AfterForkInChild()
    {
        _lock.Reset();
        BeginAnew();
    }

    /// <summary>A new segment knows no code: forgets what the last one was told. While no other thread is in a hook.</summary>
    public static void BeginAnew()
    {
        for (uint i = 0; i < _table->Capacity; i++)
        {
            var entry = Entries(_table) + i;
            if (entry->Code is not (0 or Forgotten)) _pool.Return(entry->Lines);
            *entry = default;
        }
        _table->Used = 0;
        _epoch++;
    }

    private static CodeLines* Add(Lane lane, nint code)
    {
        if ((_table->Used + 1) * 2 > _table->Capacity && !Grow()) return null;
        // None to remember lines by, where they cannot be trusted next time.
        var units = FreesAreUnseen ? 0 : CodeRecord.UnitsOf(code);
        var lines = _pool.Take(units);
        if (lines == null) return null;
        lines->Id = ++_lastId;
        lines->FirstLine = CodeRecord.FirstLineOf(code);
        lines->Units = units;
        lines->Fingerprint = FreesAreUnseen ? CodeRecord.FingerprintOf(code) : 0;
        CodeRecord.Write(lane, code, lines->Id);
        ThreadNames.NoteCode(code, lines->Id);
        var mask = _table->Capacity - 1;
        var slot = Hash(code) & mask;
        while (Entries(_table)[slot].Code != 0) slot = slot + 1 & mask;
        var entry = Entries(_table) + slot;
        entry->Lines = lines;
        Volatile.Write(ref entry->Code, code);
        _table->Used++;
        Set(_pools, PoolBit(code));
        Set(_filter, FilterBit(code));
        // While sampling, only frees of known blocks come to Forget.
        if (Sampler.Active && !FreesAreUnseen) KnownBlocks.Add(code);
        return lines;
    }

    /// <summary>Under the lock.</summary>
    private static void Drop(Entry* entry)
    {
        Volatile.Write(ref entry->Code, Forgotten);
        _epoch++;
        _pool.Return(entry->Lines);
    }

    private static Entry* Find(nint code)
    {
        var table = _table;
        var entries = Entries(table);
        var mask = table->Capacity - 1;
        for (var slot = Hash(code) & mask; ; slot = slot + 1 & mask)
        {
            var at = Volatile.Read(ref entries[slot].Code);
            if (at == code) return entries + slot;
            if (at == 0) return null;
        }
    }

    private static bool Grow()
    {
        var old = _table;
        var grown = NewTable(old->Capacity * 2);
        if (grown == null) return false;
        var mask = grown->Capacity - 1;
        for (uint i = 0; i < old->Capacity; i++)
        {
            var entry = Entries(old)[i];
            if (entry.Code is 0 or Forgotten) continue;
            var slot = Hash(entry.Code) & mask;
            while (Entries(grown)[slot].Code != 0) slot = slot + 1 & mask;
            Entries(grown)[slot] = entry;
            grown->Used++;
        }
        Interlocked.MemoryBarrier();
        _table = grown;
        return true;
    }

    private static Table* NewTable(uint capacity)
    {
        var table = (Table*)PrivateMemory.Map((nuint)sizeof(Table) + capacity * (nuint)sizeof(Entry));
        if (table != null) table->Capacity = capacity;
        return table;
    }

    private static Entry* Entries(Table* table) => (Entry*)(table + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint FilterBit(nint address) => (uint)((ulong)address * 0x9E3779B97F4A7C15 >> 48);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint PoolBit(nint address) => (uint)((ulong)address >> PoolShift) & FilterBits - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSet(byte* bits, uint bit) => (bits[bit >> 3] & 1 << (int)(bit & 7)) != 0;

    private static void Set(byte* bits, uint bit) => bits[bit >> 3] |= (byte)(1 << (int)(bit & 7));

    private static uint Hash(nint code) => (uint)((ulong)code * 0x9E3779B97F4A7C15 >> 32);
}
