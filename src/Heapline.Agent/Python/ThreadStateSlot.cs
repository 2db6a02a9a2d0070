using Heapline.Agent.Native;

namespace Heapline.Agent.Python;

/// <summary>
/// Where CPython 3.12 and later keep the calling thread's state: a thread-local variable (<c>_Py_tss_tstate</c>), which its own accessor reaches through
/// <c>__tls_get_addr</c>, at a tenth of the cost of a small allocation. In a library that was loaded at start the variable has one distance from the thread pointer
/// in all threads; then one load does.
/// </summary>
internal static unsafe class ThreadStateSlot
{
    /// <summary>Static thread-local storage lies right below the thread pointer (variant II of the ELF TLS ABI); larger blocks than this are not expected there.</summary>
    private const nint MaxDistance = 1 << 20;

    private static nint _distance;

    /// <summary>Finds the variable by its value in the TLS block of the object that holds CPython. To be called with the GIL held.</summary>
    public static void Find()
    {
        _distance = 0;
        LibC.dl_iterate_phdr((nint)(delegate*<LoadedObject*, nuint, nint, int>)&Visit, PyApi.CurrentThreadState());
    }

    /// <summary>The calling thread's slot; null when there is none that can be trusted, and CPython has to be asked.</summary>
    public static nint* OfThisThread()
    {
        if (_distance == 0) return null;
        var slot = (nint*)(LibC.pthread_self() - _distance);
        return *slot == PyApi.CurrentThreadState() ? slot : null;
    }

    private static int Visit(LoadedObject* loaded, nuint size, nint threadState)
    {
        if (loaded->TlsData == null || !loaded->Contains(PyApi.PyRuntime)) return 0;
        var distance = LibC.pthread_self() - (nint)loaded->TlsData;
        if (distance is <= 0 or > MaxDistance) return 1;
        for (var i = 0; i < loaded->SegmentCount; i++)
        {
            if (loaded->Segments[i].Type != ElfSegment.ThreadLocal) continue;
            var found = 0;
            for (nuint at = 0; at + 8 <= loaded->Segments[i].MemorySize; at += 8)
            {
                if (*(nint*)(loaded->TlsData + at) != threadState) continue;
                _distance = distance - (nint)at;
                found++;
            }
            if (found != 1) _distance = 0;
        }
        return 1;
    }
}
