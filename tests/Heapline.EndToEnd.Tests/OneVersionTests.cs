using System.Xml.Linq;
using Heapline.Capture;
using Xunit;

namespace Heapline.EndToEnd.Tests;

/// <summary>One version, written in one place, for the program and for what its captures say they were made by.</summary>
public sealed class OneVersionTests
{
    [Fact]
    public async Task The_program_and_its_captures_tell_the_version_of_the_build()
    {
        var version = XDocument.Load(Path.Combine(SourceTree.Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;
        using var workplace = new Workplace();
        Assert.Equal(version + "\n", (await Mprof.RunAsync(["--version"], workplace.Folder)).Output);
        var run = await Mprof.RunAsync(["run", "-o", "it.mprofile", Interpreters.PathOf(Interpreters.Newest), "-c", "pass"], workplace.Folder);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(version, CaptureReader.Read(workplace.File("it.mprofile")).Run.HeaplineVersion);
    }
}
