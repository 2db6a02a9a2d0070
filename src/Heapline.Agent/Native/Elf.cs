using System.Runtime.InteropServices;

namespace Heapline.Agent.Native;

/// <summary><c>struct dl_phdr_info</c> (link.h)</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LoadedObject
{
    public nint Base;
    public byte* Name;
    public ElfSegment* Segments;
    public ushort SegmentCount;
    /// <summary>How many objects have been loaded so far; unchanged when nothing is new.</summary>
    public ulong Adds;
    public ulong Removes;
    public nuint TlsModule;
    /// <summary>The calling thread's block of the object's thread-local storage; null when it has none.</summary>
    public byte* TlsData;

    /// <summary>Whether an address lies in one of the object's loaded segments.</summary>
    public readonly bool Contains(nint address)
    {
        for (var i = 0; i < SegmentCount; i++)
        {
            var segment = Segments + i;
            if (segment->Type != ElfSegment.Load) continue;
            var begin = Base + (nint)segment->Address;
            if (address >= begin && address < begin + (nint)segment->MemorySize) return true;
        }
        return false;
    }
}

/// <summary><c>Elf64_Phdr</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElfSegment
{
    public const uint Load = 1, Dynamic = 2, ThreadLocal = 7, ReadOnlyAfterRelocation = 0x6474E552;

    public uint Type, Flags;
    public nuint Offset, Address, PhysicalAddress, FileSize, MemorySize, Alignment;
}

/// <summary><c>Elf64_Dyn</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElfDynamic
{
    public const long PltRelocationBytes = 2, StringTable = 5, SymbolTable = 6, Relocations = 7, RelocationBytes = 8, Rpath = 15, PltRelocations = 23, Runpath = 29;

    public long Tag;
    public nuint Value;
}

/// <summary><c>Elf64_Rela</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElfRelocation
{
    public const uint Absolute = 1, GlobalData = 6, JumpSlot = 7;

    public nuint Offset;
    public ulong Info;
    public long Addend;

    public readonly uint Type => (uint)Info;
    public readonly uint Symbol => (uint)(Info >> 32);
}

/// <summary><c>Elf64_Sym</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElfSymbol
{
    public uint Name;
    public byte Info, Other;
    /// <summary>0 when the object only uses the symbol.</summary>
    public ushort Section;
    public nuint Value, Size;
}
