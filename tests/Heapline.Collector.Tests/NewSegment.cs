using Heapline.Collector.Sessions;
using Heapline.Protocol;

namespace Heapline.Collector.Tests;

/// <summary>Brings a segment into a session's folder as an agent does: under another name first, and only then told.</summary>
internal static class NewSegment
{
    private static readonly int Counter = (int)System.Runtime.InteropServices.Marshal.OffsetOf<SessionPage>(nameof(SessionPage.Segments));

    public static string Put(Session session, string name, byte[] content)
    {
        var path = Path.Combine(session.Folder, name);
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path);
        Tell(session);
        return path;
    }

    /// <summary>The segment of a process with CPython 3.12.1, which has written these records.</summary>
    public static string Put(Session session, int pid, int number, params ulong[][] records)
    {
        using var memory = new SegmentInMemory(1024, 64);
        memory.Header.Magic = SegmentHeader.MagicValue;
        memory.Header.Version = SessionPage.LayoutVersion;
        memory.Header.Pid = (uint)pid;
        memory.Header.ParentPid = 1;
        memory.Header.PythonHexVersion = 0x030C01F0;
        memory.Header.StartNs = (ulong)Running.Recording.MonotonicNs;
        foreach (var record in records)
            memory.Main(record);
        return Put(session, $"{pid}-{number}{SegmentHeader.Extension}", memory.ToArray());
    }

    public static void Tell(Session session)
    {
        using var page = new FileStream(Path.Combine(session.Folder, SessionPage.FileName), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var told = new byte[4];
        page.Position = Counter;
        page.ReadExactly(told);
        page.Position = Counter;
        page.Write(BitConverter.GetBytes(BitConverter.ToUInt32(told) + 1));
    }
}
