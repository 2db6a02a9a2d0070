using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Heapline.Capture;

/// <summary>
/// Makes files where others may have laid traps: a symbolic link of another user in the place of the file is never followed, and a file of another user
/// never written to. So root may profile a script in anybody's folder.
/// </summary>
public static unsafe partial class OwnFile
{
    private const int WriteOnly = 1;
    private const int CreateNew = 0x40 | 0x80; // O_CREAT | O_EXCL
    private const int AtTheEnd = 0x400; // O_APPEND
    private const int NoFollow = 0x20000;
    private const int CloseOnExec = 0x80000;
    private const int FileExists = 17; // EEXIST
    private const int ThisFolder = -100; // AT_FDCWD
    private const int NotTheTarget = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int OwnerAndType = 0x1 | 0x8; // STATX_TYPE | STATX_UID
    private const int StatBytes = 256;
    private const int UserOffset = 20;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int DeviceType = 0x2000;
    private const int LinkType = 0xA000;

    /// <summary>Readable and writable by the user alone.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>As any program makes files; the user's umask is taken off.</summary>
    public const UnixFileMode Shared = Private | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Opens a file to write it anew. One of the user's own that is there already is emptied and keeps its mode; a device is written to.</summary>
    /// <param name="path">Its path. A link in place of the file is followed where it is the user's own, or root's.</param>
    /// <param name="mode">The mode of a new file.</param>
    /// <exception cref="IOException">It cannot be made, or is another user's.</exception>
    public static FileStream Create(string path, UnixFileMode mode = Private)
    {
        var stream = Make(path, mode, existing: 0);
        // Not by O_TRUNC: what was emptied so, be it empty before, ext4 writes out to the disk while it is closed (auto_da_alloc), and somebody waits for that.
        if (stream.CanSeek && stream.Length > 0)
            stream.SetLength(0);
        return stream;
    }

    /// <summary>As <see cref="Create"/>, but goes on at the end of a file that is there already; a new one is <see cref="Private"/>.</summary>
    public static FileStream Append(string path)
    {
        var stream = Make(path, Private, AtTheEnd);
        if (stream.CanSeek)
            stream.Seek(0, SeekOrigin.End);
        return stream;
    }

    private static FileStream Make(string path, UnixFileMode mode, int existing)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var fd = Open(path, WriteOnly | CreateNew | NoFollow | CloseOnExec, mode);
        if (fd < 0 && Marshal.GetLastPInvokeError() == FileExists)
            fd = Open(Trusted(path), WriteOnly | existing | NoFollow | CloseOnExec, 0);
        if (fd < 0)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        return new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>Whether a file, link or folder is this user's own. False where there is none. Links are not followed.</summary>
    public static bool IsOwn(string path) => Look(path) is (var user, _) && user == geteuid();

    /// <summary>Whether there is a regular file, and no link to one.</summary>
    public static bool IsRegular(string path) => Look(path) is (_, RegularType);

    private static string Trusted(string path)
    {
        if (Look(path) is not var (user, type))
            return path;
        var isOwn = user == geteuid();
        if (type == LinkType)
        {
            // What root has laid (/dev/stdout) is as good as our own; but where a link of theirs leads to, nobody else may have chosen.
            if (!isOwn && user != 0)
                throw new IOException($"{path} is a symbolic link of another user, which is not followed");
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            if (Look(path) is not var (owner, kind))
            {
                using var made = new SafeFileHandle(Open(path, WriteOnly | CreateNew | NoFollow | CloseOnExec, Private), ownsHandle: true);
                return path;
            }
            (isOwn, type) = (owner == geteuid(), kind);
        }
        return !isOwn && type != DeviceType ? throw new IOException($"{path} is a file of another user, which is not overwritten") : path;
    }

    private static (uint User, int Type)? Look(string path)
    {
        var stat = stackalloc byte[StatBytes];
        return statx(ThisFolder, path, NotTheTarget, OwnerAndType, stat) == 0
            ? (*(uint*)(stat + UserOffset), *(ushort*)(stat + ModeOffset) & TypeMask)
            : null;
    }

    private static int Open(string path, int flags, UnixFileMode mode) => open(path, flags, (int)mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* result);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
