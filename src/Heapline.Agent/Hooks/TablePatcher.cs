using Heapline.Agent.Native;

namespace Heapline.Agent.Hooks;

/// <summary>Replaces the addresses of hooked functions in one object's import tables.</summary>
/// <remarks>
/// Three kinds of slots hold the address of an imported function: PLT slots (JUMP_SLOT), address-of slots (GLOB_DAT), and words of initialised data (64). A PLT slot
/// that has not been bound yet points into the object's own PLT; binding it to the hook is what the loader would have done with the original.
/// A slot that is bound to someone else's function of that name (a library with its own malloc behind RTLD_DEEPBIND) stays as it is, and so does a word of data
/// that no longer holds the original: the program has put something else there.
/// </remarks>
internal static unsafe class TablePatcher
{
    /// <summary>Patches the object; returns what was put into <paramref name="anySlot"/>, which is 0 when the object imports none of the functions.</summary>
    public static nint Patch(LoadedObject* loaded, out nint anySlot)
    {
        anySlot = 0;
        nint value = 0;
        if (!ImportTables.Read(loaded, out var tables)) return 0;
        ReadOnlyRange(loaded, out var begin, out var end);
        var opened = false;
        for (var pass = 0; pass < 2; pass++)
        {
            var relocation = pass == 0 ? tables.Plt : tables.Data;
            var count = (pass == 0 ? tables.PltBytes : tables.DataBytes) / (nuint)sizeof(ElfRelocation);
            for (nuint i = 0; relocation != null && i < count; i++)
            {
                var hook = HookFor(loaded, tables, relocation + i, out var slot);
                if (hook == null) continue;
                if (slot >= begin && slot < end && !opened)
                {
                    if (LibC.mprotect(begin, (nuint)(end - begin), LibC.ProtRead | LibC.ProtWrite) != 0) continue;
                    opened = true;
                }
                value = tables.HasSearchPath ? hook->ReplacementKeepingCaller : hook->Replacement;
                anySlot = slot;
                System.Threading.Volatile.Write(ref *(nint*)slot, value);
            }
        }
        if (opened) LibC.mprotect(begin, (nuint)(end - begin), LibC.ProtRead);
        return value;
    }

    private static Hook* HookFor(LoadedObject* loaded, in ImportTables tables, ElfRelocation* relocation, out nint slot)
    {
        slot = 0;
        var type = relocation->Type;
        if (type is not (ElfRelocation.JumpSlot or ElfRelocation.GlobalData or ElfRelocation.Absolute) || relocation->Symbol == 0) return null;
        var symbol = tables.Symbols + relocation->Symbol;
        var hook = HookTable.Find(tables.Strings + symbol->Name);
        if (hook == null) return null;
        slot = loaded->Base + (nint)relocation->Offset;
        var bound = *(nint*)slot;
        if (bound == hook->Original) return hook;
        if (type == ElfRelocation.Absolute) return null;
        var unbound = type == ElfRelocation.JumpSlot && symbol->Section == 0 && loaded->Contains(bound);
        return unbound ? hook : null;
    }

    /// <summary>The pages that the loader has made read-only after relocation, rounded as it rounds them (_dl_protect_relro).</summary>
    private static void ReadOnlyRange(LoadedObject* loaded, out nint begin, out nint end)
    {
        begin = end = 0;
        for (var i = 0; i < loaded->SegmentCount; i++)
        {
            var segment = loaded->Segments + i;
            if (segment->Type != ElfSegment.ReadOnlyAfterRelocation) continue;
            begin = loaded->Base + (nint)segment->Address & ~4095;
            end = loaded->Base + (nint)(segment->Address + segment->MemorySize) & ~4095;
        }
    }
}
