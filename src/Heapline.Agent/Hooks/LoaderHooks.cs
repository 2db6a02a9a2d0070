namespace Heapline.Agent.Hooks;

/// <summary>dlopen, so that the tables of libraries that come later are patched when they come.</summary>
/// <remarks>
/// dlopen looks at who called it: the caller's RPATH and RUNPATH say where a bare library name is searched. A wrapper that calls on takes the caller's place, and a
/// program that loads "libfoo.so" from a folder of its own would no longer find it. So an object that has such a path, and asks for a bare name, is passed on by
/// a jump: dlopen then returns to the caller and sees its address (<see cref="DlopenKeepingCaller"/>). What it loaded is patched the next time round.
/// </remarks>
internal static unsafe class LoaderHooks
{
    public static delegate* unmanaged[SuppressGCTransition]<byte*, int, nint> OriginalDlopen;

    public static nint Dlopen(byte* name, int flags)
    {
        var handle = OriginalDlopen(name, flags);
        if (handle != 0 && name != null) NativeHooks.PatchNewObjects();
        return handle;
    }

    /// <summary>For objects with an RPATH or RUNPATH. The last line has to be compiled to a jump, which an end-to-end test looks after.</summary>
    public static nint DlopenKeepingCaller(byte* name, int flags)
    {
        // A pointer with bit 1 set is not code to the compiler but a generic's descriptor; no C library has its functions at such addresses, but look.
        if (name == null || HasSlash(name) || ((nint)OriginalDlopen & 2) != 0) return Dlopen(name, flags);
        var next = (delegate*<byte*, int, nint>)OriginalDlopen;
        return next(name, flags);
    }

    private static bool HasSlash(byte* name)
    {
        while (*name != 0)
        {
            if (*name++ == (byte)'/') return true;
        }
        return false;
    }
}
