namespace Heapline.Capture.Tests;

public sealed class RedactionTests
{
    private static CaptureData Written(Redactions redactions)
    {
        var stream = new MemoryStream();
        var run = new RunInfo("1", ["/home/u/venv/bin/python3.12", "/home/u/app.py", "--token", "abc"], "/home/u", "exact", DateTimeOffset.UnixEpoch, 1);
        using (var writer = CaptureWriter.Create(stream, run, redactions: redactions))
        {
            writer.Add(new ProcessInfo(0, 1, 0, ["./app.py", "x"], "3.12.1", 0));
            writer.Add(new ThreadInfo(0, 0, 1, "app.py"));
            writer.Add(new ThreadInfo(1, 0, 2, "worker"));
            foreach (var file in (string[])["/home/u/app.py", "/usr/lib/python3.12/json/decoder.py", "/home/u/venv/lib/python3.12/site-packages/acme/core.py", "<string>", "</home/u>", "/home/u/app.py"])
                writer.Add(new Function("f", file, 1));
            writer.AddSource("/home/u/app.py", "secret = 1");
            writer.Finish(new RunEnd(1, 0, 0, "cannot open /dev/shm/heapline-x/1.seg: no such file"));
        }
        return Captures.Read(stream.ToArray());
    }

    [Fact]
    public void Everything_is_kept_where_nothing_is_asked()
    {
        var data = Written(Redactions.None);
        Assert.Equal(Redactions.None, data.Redactions);
        Assert.Equal("secret = 1", data.Sources["/home/u/app.py"]);
        Assert.Equal("/home/u", data.Run.WorkingDirectory);
    }

    [Fact]
    public void Source_alone_is_kept_out()
    {
        var data = Written(Redactions.Sources);
        Assert.Equal(Redactions.Sources, data.Redactions);
        Assert.Empty(data.Sources);
        Assert.Equal("/home/u/app.py", data.Functions[0].File);
    }

    [Fact]
    public void Paths_become_numbers_and_the_standard_library_stays()
    {
        var data = Written(Redactions.Sources | Redactions.Paths);
        Assert.Null(data.Damage);
        Assert.Equal(["redacted-1.py", "python3.12/json/decoder.py", "redacted-2.py", "<string>", "redacted-3.py", "redacted-1.py"], data.Functions.Select(function => function.File));
        Assert.Equal(["python3.12", "redacted"], data.Run.Command);
        Assert.Equal(["redacted"], data.Processes[0].Command);
        Assert.Equal("", data.Run.WorkingDirectory);
        Assert.Equal(["redacted", "worker"], data.Threads.Select(thread => thread.Name));
        Assert.Equal("cannot open (path): no such file", data.End!.Note);
        Assert.Empty(data.Sources);
    }
}
