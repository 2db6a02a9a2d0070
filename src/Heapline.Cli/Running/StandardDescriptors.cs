using System.Runtime.InteropServices;

namespace Heapline.Cli.Running;

/// <summary>
/// Descriptors 0, 1 and 2, which whoever started us may have closed. The next files to be opened would then get these numbers, and what is meant for the
/// user's eyes would be written into the capture.
/// </summary>
internal static partial class StandardDescriptors
{
    private const int ReadWriteCloseOnExec = 2 | 0x80000;
    private const int GetFlags = 1; // F_GETFD

    /// <summary>Puts /dev/null in the place of those that are closed; to the program that is run they are closed as before.</summary>
    public static void Fill()
    {
        for (int fd = 0; fd <= 2; fd++)
            if (fcntl(fd, GetFlags) < 0)
                _ = open("/dev/null", ReadWriteCloseOnExec);
    }

    [LibraryImport("libc")]
    private static partial int fcntl(int fd, int command);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
