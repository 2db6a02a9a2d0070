using Heapline.Agent.Native;
using Heapline.Agent.Python;

namespace Heapline.Agent.Hooks;

/// <summary>Finds the function that the program's calls really end in.</summary>
/// <remarks>
/// The dynamic loader's answer is not always that function. A program that is linked to a fixed address (Debian's python3) and takes a function's
/// address gets its own PLT entry as that address, and by the rule that one function has one address every library gets it, too, dlsym included. That entry jumps through the
/// program's import slot, the very slot that the hook goes into: called as "the original", it would come back to the hook for ever. So when the answer lies in
/// the program, and the program only imports the function, what counts is what its import slot holds.
/// </remarks>
internal static unsafe class OriginalOf
{
    private const int Lazy = 1, NoLoad = 4;

    private ref struct Search
    {
        public byte* Name;
        public nint Answer;
        public nint Found;
    }

    /// <summary>The function of the given name; 0 when the process has none.</summary>
    public static nint Function(byte* name)
    {
        Search search = default;
        search.Name = name;
        search.Answer = search.Found = LibC.dlsym(0, name);
        if (search.Answer != 0) LibC.dl_iterate_phdr((nint)(delegate*<LoadedObject*, nuint, nint, int>)&VisitProgram, (nint)(&search));
        return search.Found;
    }

    /// <summary>Looks at the program alone, which comes first.</summary>
    private static int VisitProgram(LoadedObject* loaded, nuint size, nint data)
    {
        var search = (Search*)data;
        if (!loaded->Contains(search->Answer) || !ImportTables.Read(loaded, out var tables)) return 1;
        for (nuint i = 0; i < tables.PltBytes / (nuint)sizeof(ElfRelocation); i++)
        {
            var relocation = tables.Plt + i;
            var symbol = tables.Symbols + relocation->Symbol;
            if (relocation->Type != ElfRelocation.JumpSlot || symbol->Section != 0 || !HookTable.SameText(tables.Strings + symbol->Name, search->Name)) continue;
            var bound = *(nint*)(loaded->Base + (nint)relocation->Offset);
            search->Found = loaded->Contains(bound) ? OfCLibrary(search->Name) : bound;
            break;
        }
        return 1;
    }

    /// <summary>For a slot that has not been bound yet.</summary>
    private static nint OfCLibrary(byte* name)
    {
        var library = LibC.dlopen(Module.Text("libc.so.6"u8), Lazy | NoLoad);
        return library == 0 ? 0 : LibC.dlsym(library, name);
    }
}
