using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using Xunit;

namespace Heapline.EndToEnd.Tests.Hostile;

/// <summary>What a run leaves behind is the user's alone, and says no more than the user wants.</summary>
[SupportedOSPlatform("linux")]
public sealed class Security
{
    private static readonly string[] s_secrets =
    [
        "clandestine", "beside-hidden", "private-folder", "secret_script", "a-comment-in-the-source", "classified-argument", "classified-folder",
    ];

    private static string Python => Interpreters.PathOf(Interpreters.Newest);

    [Fact]
    public async Task Shared_memory_is_private_and_nothing_listens()
    {
        using var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        var run = await Mprof.RunAsync(["run", "-o", capture, Python, SourceTree.Target("tells_what_listens")], workplace.Folder);
        Assert.Equal("sockets 0\nsockets 0\n0o700 15\n['0o600']\n", run.Output);
        Assert.Equal(OwnFileMode, File.GetUnixFileMode(capture));
    }

    [Fact]
    public async Task Captures_under_any_name_and_of_any_kind_are_private()
    {
        using var workplace = new Workplace();
        foreach (var options in new[] { Array.Empty<string>(), ["--time"], ["-o", "it.dat"] })
            await Mprof.RunAsync(["run", .. options, SourceTree.Target("exits_with_three")], workplace.Folder);
        var files = Directory.GetFiles(workplace.Folder);
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Equal(OwnFileMode, File.GetUnixFileMode(file)));
    }

    /// <summary>As root in a folder of somebody who has laid links where the capture, and the picture beside it, would come to be.</summary>
    [Theory, InlineData("it.mprofile"), InlineData("it.dat")]
    public async Task Link_of_another_user_is_not_followed(string name)
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can make files of another user");
        using var workplace = new Workplace();
        var target = workplace.Write("precious", "");
        File.CreateSymbolicLink(workplace.File(name), target);
        await Command.RunAsync("chown", ["-h", "nobody", workplace.File(name)], workplace.Folder);
        var run = await Mprof.RunAsync(["run", "-o", workplace.File(name), SourceTree.Target("exits_with_three")], workplace.Folder);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is a symbolic link of another user, which is not followed", run.Errors, StringComparison.Ordinal);
        Assert.Empty(File.ReadAllText(target));
    }

    [Fact]
    public async Task Picture_beside_a_capture_follows_no_link_of_another_user()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can make files of another user");
        using var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        await Mprof.RunAsync(["run", "-o", capture, SourceTree.Target("exits_with_three")], workplace.Folder);
        var target = workplace.Write("precious", "as it was");
        File.CreateSymbolicLink(capture + ".svg", target);
        await Command.RunAsync("chown", ["-h", "nobody", capture + ".svg"], workplace.Folder);
        var plot = await Mprof.RunAsync(["plot", capture], workplace.Folder);
        Assert.Equal(0, plot.ExitCode);
        Assert.Contains("the picture is not saved", plot.Errors, StringComparison.Ordinal);
        Assert.Equal("as it was", File.ReadAllText(target));
    }

    [Theory]
    [InlineData("plot", "it.svg"), InlineData("plot", "it.png"), InlineData("plot", "it.html"), InlineData("report", "it.html"), InlineData("flamegraph", "it.html")]
    [InlineData("export", "it.dat"), InlineData("export", "it.csv"), InlineData("export", "it.json")]
    public async Task Nothing_is_written_through_a_link_of_another_user(string verb, string name)
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can make files of another user");
        using var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        await Mprof.RunAsync(["run", "-o", capture, SourceTree.Target("exits_with_three")], workplace.Folder);
        var target = workplace.Write("precious", "as it was");
        File.CreateSymbolicLink(workplace.File(name), target);
        await Command.RunAsync("chown", ["-h", "nobody", workplace.File(name)], workplace.Folder);
        var refused = await Mprof.RunAsync([verb, "-o", workplace.File(name), capture], workplace.Folder);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is a symbolic link of another user, which is not followed", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("as it was", File.ReadAllText(target));
        await Command.RunAsync("chown", ["-h", "root", workplace.File(name)], workplace.Folder);
        var written = await Mprof.RunAsync([verb, "-o", workplace.File(name), capture], workplace.Folder);
        Assert.True(written.ExitCode == 0, written.ToString());
        Assert.NotEqual("as it was", File.ReadAllText(target));
    }

    [Fact]
    public async Task Empty_file_that_another_user_has_put_there_is_not_written_to()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can make files of another user");
        using var workplace = new Workplace();
        var capture = workplace.Write("it.mprofile", "");
        await Command.RunAsync("chown", ["nobody", capture], workplace.Folder);
        using var theirs = File.OpenRead(capture);
        await Mprof.RunAsync(["run", "-o", capture, SourceTree.Target("exits_with_three")], workplace.Folder);
        Assert.Equal(0, theirs.Length);
        Assert.Equal(OwnFileMode, File.GetUnixFileMode(capture));
    }

    [Fact]
    public async Task Own_link_is_followed()
    {
        using var workplace = new Workplace();
        File.CreateSymbolicLink(workplace.File("it.mprofile"), workplace.File("elsewhere"));
        await Mprof.RunAsync(["run", "-o", workplace.File("it.mprofile"), SourceTree.Target("exits_with_three")], workplace.Folder);
        Assert.Equal(3, (await Reports.ReadAsync(workplace.File("elsewhere"), [])).Stat("exit_code"));
    }

    [Fact]
    public async Task Nothing_of_paths_arguments_and_source_is_in_a_capture_without_them()
    {
        var (told, _) = await SecretRunAsync([]);
        Assert.All(s_secrets, secret => Assert.True(Has(told, secret), $"{secret} is not looked for where it would be"));

        var (capture, reports) = await SecretRunAsync(["--redact-paths"]);
        Assert.All(s_secrets, secret => Assert.False(Has(capture, secret), $"{secret} is in the capture"));
        Assert.Contains(reports.Lines, line => line.Place is { Function: "confidential_function", Line: > 0 } && line.Figures.Allocated.Bytes > 4_000_000);
        Assert.Contains(reports.Lines, line => line.Place.Function == "make" && line.Place.File.StartsWith("redacted-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_source_is_in_a_capture_without_it()
    {
        var (capture, reports) = await SecretRunAsync(["--no-source"]);
        Assert.False(Has(capture, "a-comment-in-the-source"));
        Assert.Contains(reports.Lines, line => line.Place.File.EndsWith("clandestine.py", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attached_curve_without_paths()
    {
        using var workplace = new Workplace();
        var folder = Directory.CreateDirectory(workplace.File("private-folder")).FullName;
        var script = Path.Combine(folder, "secret_script.py");
        var capture = workplace.File("it.mprofile");
        File.WriteAllText(script, $"""
            import os, subprocess, sys
            sys.exit(subprocess.call(["{Mprof.Program}", "attach", "--redact-paths", "-t", "0.3", "-o", "{capture}", str(os.getpid())]))
            """);
        var run = await Command.RunAsync(Python, [script, "classified-argument"], workplace.Folder);
        Assert.True(run.ExitCode == 0, run.ToString());
        var bytes = Unpacked(capture);
        Assert.True(Has(bytes, "python"));
        Assert.All(s_secrets, secret => Assert.False(Has(bytes, secret), $"{secret} is in the capture"));
    }

    private static UnixFileMode OwnFileMode => UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static async Task<(byte[] Unpacked, Reports Reports)> SecretRunAsync(string[] options)
    {
        using var workplace = new Workplace();
        var folder = Directory.CreateDirectory(workplace.File("private-folder")).FullName;
        File.Copy(SourceTree.Target("secret_source"), Path.Combine(folder, "secret_script.py"));
        Directory.CreateDirectory(Path.Combine(folder, "beside-hidden"));
        File.WriteAllText(Path.Combine(folder, "beside-hidden", "clandestine.py"), "def make():\n    return bytes(1_000_000)\n");
        var capture = workplace.File("it.mprofile");
        var run = await Mprof.RunAsync(
            ["run", .. options, "-o", capture, Python, Path.Combine(folder, "secret_script.py"), "classified-argument", "/classified-folder/x"], folder);
        Assert.True(run.ExitCode == 0, run.ToString());
        return (Unpacked(capture), await Reports.ReadAsync(capture, []));
    }

    private static bool Has(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>Every block's records, one after the other, whatever their kind; see docs/capture-format.md.</summary>
    private static byte[] Unpacked(string capture)
    {
        const int header = 16, head = 14;
        var file = File.ReadAllBytes(capture);
        var unpacked = new List<byte>();
        for (var at = header; at < file.Length;)
        {
            var stored = BitConverter.ToInt32(file, at + 2);
            var raw = new byte[BitConverter.ToInt32(file, at + 6)];
            var payload = file.AsSpan(at + head, stored);
            if (file[at + 1] == 0)
                payload.CopyTo(raw);
            else
                Assert.True(BrotliDecoder.TryDecompress(payload, raw, out _));
            unpacked.AddRange(raw);
            at += head + stored;
        }
        return [.. unpacked];
    }
}
