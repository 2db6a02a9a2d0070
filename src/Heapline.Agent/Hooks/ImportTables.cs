using Heapline.Agent.Native;

namespace Heapline.Agent.Hooks;

/// <summary>Where a loaded object lists what it imports, from its dynamic section.</summary>
internal unsafe ref struct ImportTables
{
    public ElfSymbol* Symbols;
    public byte* Strings;
    /// <summary>Relocations of the PLT (JUMP_SLOT), and of data (GLOB_DAT and others).</summary>
    public ElfRelocation* Plt, Data;
    public nuint PltBytes, DataBytes;
    /// <summary>Whether the object has an RPATH or RUNPATH.</summary>
    public bool HasSearchPath;

    /// <summary>Reads an object's tables; false when it has none.</summary>
    public static bool Read(LoadedObject* loaded, out ImportTables tables)
    {
        tables = default;
        ElfDynamic* dynamic = null;
        for (var i = 0; i < loaded->SegmentCount; i++)
        {
            if (loaded->Segments[i].Type == ElfSegment.Dynamic) dynamic = (ElfDynamic*)(loaded->Base + (nint)loaded->Segments[i].Address);
        }
        if (dynamic == null) return false;
        for (; dynamic->Tag != 0; dynamic++)
        {
            switch (dynamic->Tag)
            {
                case ElfDynamic.SymbolTable: tables.Symbols = (ElfSymbol*)AddressOf(loaded, dynamic->Value); break;
                case ElfDynamic.StringTable: tables.Strings = (byte*)AddressOf(loaded, dynamic->Value); break;
                case ElfDynamic.PltRelocations: tables.Plt = (ElfRelocation*)AddressOf(loaded, dynamic->Value); break;
                case ElfDynamic.PltRelocationBytes: tables.PltBytes = dynamic->Value; break;
                case ElfDynamic.Relocations: tables.Data = (ElfRelocation*)AddressOf(loaded, dynamic->Value); break;
                case ElfDynamic.RelocationBytes: tables.DataBytes = dynamic->Value; break;
                case ElfDynamic.Rpath or ElfDynamic.Runpath: tables.HasSearchPath = true; break;
            }
        }
        return tables.Symbols != null && tables.Strings != null;
    }

    /// <summary>glibc rewrites the dynamic section's addresses in place when it loads an object; one that is still an offset is below the base.</summary>
    private static nint AddressOf(LoadedObject* loaded, nuint value) => (nint)value < loaded->Base ? loaded->Base + (nint)value : (nint)value;
}
