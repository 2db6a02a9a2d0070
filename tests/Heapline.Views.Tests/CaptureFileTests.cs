using Heapline.Cli;
using Heapline.Cli.Running;
using Xunit;

namespace Heapline.Views.Tests;

public sealed class CaptureFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_newest_capture_is_taken_when_none_is_named()
    {
        Make("old.mprofile", 2020);
        Make("new.mprofile", 2024);
        Make("newer.txt", 2025);

        Assert.Equal(Path.Combine(_folder, "new.mprofile"), Path.GetFullPath(CaptureFile.Choose(null, _folder)));
    }

    [Fact]
    public void Without_any_capture_it_says_how_to_make_one()
    {
        var error = Assert.Throws<UserErrorException>(() => CaptureFile.Choose(null, _folder));

        Assert.Equal("there is no capture (*.mprofile) in this folder; make one with: mprof run SCRIPT.py", error.Message);
    }

    [Fact]
    public void A_capture_that_is_not_there_or_a_folder_is_refused()
    {
        Assert.StartsWith("there is no capture ", Assert.Throws<UserErrorException>(() => CaptureFile.Choose("x.mprofile", _folder)).Message, StringComparison.Ordinal);
        Assert.EndsWith(" is a folder, not a capture", Assert.Throws<UserErrorException>(() => CaptureFile.Choose(_folder, _folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_capture_is_kept_under_its_start_time()
    {
        var path = Path.Combine(_folder, "script.py.mprofile");
        var start = new DateTimeOffset(2026, 11, 22, 10, 15, 0, TimeSpan.Zero);

        Assert.Equal(Path.Combine(_folder, "script.py.20261122-101500.mprofile"), CapturePath.NameForOlder(path, start));
        File.WriteAllText(Path.Combine(_folder, "script.py.20261122-101500.mprofile"), "");
        Assert.Equal(Path.Combine(_folder, "script.py.20261122-101500-2.mprofile"), CapturePath.NameForOlder(path, start));
    }

    [Fact]
    public void Making_room_moves_what_is_there_and_leaves_a_file_to_write()
    {
        var path = Path.Combine(_folder, "notes");
        File.WriteAllText(path, "precious");

        CapturePath.Prepare(path);

        Assert.Equal(0, new FileInfo(path).Length);
        var kept = Assert.Single(Directory.GetFiles(_folder), file => file != path);
        Assert.Equal("precious", File.ReadAllText(kept));
    }

    [Fact]
    public void A_capture_that_cannot_be_written_is_refused_beforehand()
    {
        Assert.StartsWith("the capture cannot be written: there is no folder ",
            Assert.Throws<UserErrorException>(() => CapturePath.Prepare(Path.Combine(_folder, "no", "x"))).Message, StringComparison.Ordinal);
        Assert.StartsWith("the capture cannot be written: ", Assert.Throws<UserErrorException>(() => CapturePath.Prepare(_folder)).Message, StringComparison.Ordinal);
    }

    private void Make(string name, int year)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, "x");
        File.SetLastWriteTimeUtc(path, new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }
}
