namespace Heapline.Agent.Native;

/// <summary>
/// Copies and clears memory by libc. Not by <c>Unsafe.CopyBlock</c> and <c>InitBlock</c>: for more than some hundred bytes these leave managed code as if there were a
/// runtime to tell, and so touch its thread-local storage, for which the loader calls malloc at a thread's first time: a hook, from within a hook.
/// </summary>
internal static unsafe class Memory
{
    /// <summary>Zeroes so many bytes.</summary>
    public static void Clear(void* at, nuint bytes) => Fill(at, 0, bytes);

    /// <summary>Sets so many bytes to one value.</summary>
    public static void Fill(void* at, byte value, nuint bytes) => LibC.memset(at, value, bytes);

    /// <summary>Copies so many bytes between places that do not overlap.</summary>
    public static void Copy(void* to, void* from, nuint bytes) => LibC.memcpy(to, from, bytes);
}
