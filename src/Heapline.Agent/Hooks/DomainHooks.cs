using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;

namespace Heapline.Agent.Hooks;

/// <summary>
/// The hooks of CPython's MEM and OBJ domains, as they stand in the interpreter: they are taken out when nobody reads any more, so that the program is as quick as it was without us, and put back when
/// it asks to be recorded again.
/// </summary>
/// <remarks>
/// An extension may call an allocator without the GIL at the very moment, and would see some of the old functions and some of the new. So only functions change, one word each, and the context
/// stays ours, which pymalloc is given and does not look at. Where the allocator is another, hooks stay and pass calls on; so they do where another library has put its own on top of them.
/// </remarks>
internal static unsafe class DomainHooks
{
    private struct Hooked
    {
        public PyMemAllocator Ours;
        public PyMemAllocator Passing;
    }

    [InlineArray(PyMemDomain.Object + 1)]
    private struct Domains
    {
        private Hooked _first;
    }

    private static Domains _domains;
    private static bool _areOut;

    /// <summary>Whether CPython's allocator is pymalloc itself: it names its allocators; debug hooks and others have other names, or none.</summary>
    public static bool IsPymalloc()
    {
        var name = (delegate* unmanaged[SuppressGCTransition]<byte*>)LibC.Symbol("_PyMem_GetCurrentAllocatorName"u8);
        var text = name != null ? name() : null;
        return text != null && HookTable.SameText(text, Module.Text("pymalloc"u8));
    }

    /// <summary>Puts a domain's hooks in, with the GIL held. <paramref name="isPymalloc"/>: whether <paramref name="original"/> is CPython's own allocator.</summary>
    public static void Set(int number, PyMemAllocator hooked, PyMemAllocator original, bool isPymalloc)
    {
        ref var domain = ref _domains[number];
        domain.Ours = hooked;
        domain.Passing = original;
        domain.Passing.Context = isPymalloc && original.Context == 0 ? hooked.Context : 0;
        PyApi.SetAllocator(number, &hooked);
    }

    /// <summary>Whether the domain's hooks are in, and nothing on top of them.</summary>
    public static bool Stand(int number) => IsThere(number, _domains[number].Ours);

    /// <summary>Whether the domain's allocator is known to look at no context.</summary>
    public static bool MayPass(int number) => _domains[number].Passing.Context != 0;

    /// <summary>From now on the domain's frees go where they went before, with the GIL held.</summary>
    public static void LeaveFrees(int number)
    {
        _domains[number].Ours.Free = _domains[number].Passing.Free;
        var ours = _domains[number].Ours;
        PyApi.SetAllocator(number, &ours);
    }

    /// <summary>Takes the hooks out, with the GIL held.</summary>
    public static void TakeOut()
    {
        if (_areOut) return;
        _areOut = true;
        Exchange(PyMemDomain.Mem, _domains[PyMemDomain.Mem].Ours, _domains[PyMemDomain.Mem].Passing);
        Exchange(PyMemDomain.Object, _domains[PyMemDomain.Object].Ours, _domains[PyMemDomain.Object].Passing);
    }

    /// <summary>Puts back what <see cref="TakeOut"/> took, with the GIL held.</summary>
    public static void PutBack()
    {
        if (!_areOut) return;
        _areOut = false;
        Exchange(PyMemDomain.Mem, _domains[PyMemDomain.Mem].Passing, _domains[PyMemDomain.Mem].Ours);
        Exchange(PyMemDomain.Object, _domains[PyMemDomain.Object].Passing, _domains[PyMemDomain.Object].Ours);
    }

    private static void Exchange(int number, PyMemAllocator old, PyMemAllocator @new)
    {
        if (!MayPass(number) || !IsThere(number, old)) return;
        var errno = *LibC.__errno_location();
        PyApi.SetAllocator(number, &@new);
        *LibC.__errno_location() = errno;
    }

    private static bool IsThere(int number, PyMemAllocator expected)
    {
        PyMemAllocator now;
        PyApi.GetAllocator(number, &now);
        return now.Context == expected.Context && (nint)now.Malloc == (nint)expected.Malloc && (nint)now.Calloc == (nint)expected.Calloc
            && (nint)now.Realloc == (nint)expected.Realloc && (nint)now.Free == (nint)expected.Free;
    }
}
