using Heapline.Collector.Sessions;
using Heapline.Protocol;

namespace Heapline.Collector.Tests;

public sealed class SessionTests
{
    [Fact]
    public void Folder_is_for_its_owner_alone_and_goes_with_the_session()
    {
        string folder;
        using (var session = Session.Create())
        {
            folder = session.Folder;
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            Assert.StartsWith("heapline-", Path.GetFileName(folder));
        }
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Page_says_what_agents_need()
    {
        using var session = Session.Create(mainLaneWords: 2048, sideLaneSlots: 64);
        session.SetTick(12);
        var page = File.ReadAllBytes(Path.Combine(session.Folder, SessionPage.FileName));
        Assert.Equal(SessionPage.Bytes, page.Length);
        Assert.Equal(SessionPage.MagicValue, BitConverter.ToUInt64(page, 0));
        Assert.Equal(SessionPage.LayoutVersion, BitConverter.ToUInt32(page, 8));
        Assert.Equal((2048u, 64u, 12u), (BitConverter.ToUInt32(page, 16), BitConverter.ToUInt32(page, 20), BitConverter.ToUInt32(page, 128)));
    }

    [Fact]
    public void Lock_is_held_by_the_thread_that_made_the_session_until_it_gives_up()
    {
        using var session = Session.Create();
        Assert.Equal(ThisThread(), LockWord(session) & 0x3FFFFFFF);
        session.Abandon();
        Assert.Equal(0u, LockWord(session));
    }

    [Fact]
    public void That_agents_found_the_collector_stopped_is_taken_back_when_it_is_at_work_again()
    {
        using var session = Session.Create();
        const int offset = 388;
        var path = Path.Combine(session.Folder, SessionPage.FileName);
        using (var page = File.OpenWrite(path))
        {
            page.Position = offset;
            page.Write(BitConverter.GetBytes(1u));
        }
        session.IsAtWork();
        Assert.Equal(0u, BitConverter.ToUInt32(File.ReadAllBytes(path), offset));
    }

    [Fact]
    public void Kernel_marks_the_lock_when_the_draining_thread_dies()
    {
        Session? session = null;
        var thread = new Thread(() => session = Session.Create());
        thread.Start();
        thread.Join();
        // Join returns when .NET is done with the thread; the kernel writes its mark a moment later, as its last act for it.
        SpinWait.SpinUntil(() => (LockWord(session!) & SessionPage.OwnerDied) != 0, TimeSpan.FromSeconds(30));
        Assert.Equal(SessionPage.OwnerDied, LockWord(session!) & SessionPage.OwnerDied);

        // The next run clears it away, and leaves alone what is alive.
        using var alive = Session.Create();
        using var another = Session.Create();
        Assert.False(Directory.Exists(session!.Folder));
        Assert.True(Directory.Exists(alive.Folder));
        session.Dispose();
    }

    [Fact]
    public void Segments_are_found_once_they_have_their_final_name_and_again_when_another_takes_it()
    {
        using var session = Session.Create();
        const string name = "77-0" + SegmentHeader.Extension;
        var path = Path.Combine(session.Folder, name);
        File.WriteAllText(path + ".new", "");
        NewSegment.Tell(session);
        Assert.Empty(session.NewSegments());
        NewSegment.Put(session, name, []);
        Assert.Equal([path], session.NewSegments());
        Assert.Empty(session.NewSegments());

        session.Remove(path);
        Assert.False(File.Exists(path));
        NewSegment.Put(session, name, []);
        Assert.Equal([path], session.NewSegments());
    }

    [Fact]
    public void Sleep_ends_at_once_when_it_was_woken_before_it_began()
    {
        using var session = Session.Create();
        session.Sleep(long.MaxValue / 2, () =>
        {
            session.Wake();
            return false;
        });
    }

    [Theory]
    [InlineData(0, "mark")]
    [InlineData(8, "layout version")]
    [InlineData(32, "power of two")]
    public void File_that_is_no_segment_is_refused_with_a_reason(int damagedAt, string reason)
    {
        using var session = Session.Create();
        var path = Path.Combine(session.Folder, "5-0.seg");
        var bytes = new byte[SegmentHeader.SegmentBytes(1024, 16)];
        BitConverter.TryWriteBytes(bytes.AsSpan(0), SegmentHeader.MagicValue);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), SessionPage.LayoutVersion);
        BitConverter.TryWriteBytes(bytes.AsSpan(12), 5);
        BitConverter.TryWriteBytes(bytes.AsSpan(32), 1024);
        BitConverter.TryWriteBytes(bytes.AsSpan(36), 16);
        File.WriteAllBytes(path, bytes);
        using (var good = Segment.Open(path, out var nothing))
        {
            Assert.Equal("", nothing);
            Assert.Equal(5, good!.Pid);
            Assert.Equal(1024u, good.Lanes.MainWords);
        }

        bytes[damagedAt] ^= 0x55;
        File.WriteAllBytes(path, bytes);
        Assert.Null(Segment.Open(path, out var problem));
        Assert.Contains(reason, problem);
    }

    [Fact]
    public void Segment_shorter_than_its_lanes_is_refused()
    {
        using var session = Session.Create();
        var path = Path.Combine(session.Folder, "5-0.seg");
        File.WriteAllBytes(path, new byte[100]);
        Assert.Null(Segment.Open(path, out var problem));
        Assert.Contains("100 bytes", problem);
        Assert.Throws<IOException>(() => Segment.Open(path + ".gone", out _));
    }

    private static uint LockWord(Session session) =>
        BitConverter.ToUInt32(File.ReadAllBytes(Path.Combine(session.Folder, SessionPage.FileName)), 64);

    private static uint ThisThread() =>
        uint.Parse(Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget!));
}
