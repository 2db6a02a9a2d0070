using System.Buffers.Binary;
using Heapline.Capture;
using Heapline.Protocol;

namespace Heapline.Collector.Sessions;

/// <summary>
/// Removes folders whose collector was killed before it could: they hold memory. Nothing is guessed from names or ages; the kernel itself has marked the lock of
/// a collector that died, see <see cref="SessionPage.OwnerLock"/>.
/// </summary>
internal static class StaleSessions
{
    private const int LockOffset = 64;

    /// <summary>Removes those in a folder that this user may remove.</summary>
    public static void RemoveFrom(string parent)
    {
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(parent, Session.FolderPrefix + "*"))
            {
                // Another user's may be a trap for whoever removes it, or a pipe that is never written to; and it is theirs to remove.
                if (OwnFile.IsOwn(folder) && IsStale(Path.Combine(folder, SessionPage.FileName)))
                    Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another run is removing it at this moment, or it is another user's.
        }
    }

    private static bool IsStale(string page)
    {
        if (!File.Exists(page))
            return false;
        using var file = new FileStream(page, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Span<byte> bytes = stackalloc byte[LockOffset + sizeof(uint)];
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes) == SessionPage.MagicValue
            && (BinaryPrimitives.ReadUInt32LittleEndian(bytes[LockOffset..]) & SessionPage.OwnerDied) != 0;
    }
}
