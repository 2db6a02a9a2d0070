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
}

/// <summary><c>Elf64_Phdr</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElfSegment
{
    public const uint Load = 1, Dynamic = 2, ReadOnlyAfterRelocation = 0x6474E552;

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
