using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Heapline.EndToEnd.Tests;
using Xunit;

namespace Heapline.Install.Tests;

/// <summary>What is in the wheel, looked at without installing it.</summary>
public sealed partial class WheelTests
{
    private static string Version { get; } =
        XDocument.Load(Path.Combine(SourceTree.Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    [Fact]
    public void It_is_named_after_the_one_version_and_the_systems_it_runs_on() =>
        Assert.Equal($"heapline-{Version}-py3-none-manylinux_2_34_x86_64.whl", Path.GetFileName(Wheel.Path));

    [Fact]
    public void It_takes_less_than_15_MB() => Assert.InRange(new FileInfo(Wheel.Path).Length, 1_000_000, 15_000_000);

    [Fact]
    public void Its_record_lists_every_file_with_its_digest_and_size()
    {
        var record = Wheel.Text(".dist-info/RECORD").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
        Assert.Equal(Wheel.Files.Keys.Order(StringComparer.Ordinal), record.Select(entry => entry[0]).Order(StringComparer.Ordinal));
        foreach (var entry in record.Where(entry => !entry[0].EndsWith("/RECORD", StringComparison.Ordinal)))
        {
            var content = Wheel.Files[entry[0]];
            var digest = Convert.ToBase64String(SHA256.HashData(content)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            Assert.Equal([entry[0], $"sha256={digest}", content.Length.ToString(CultureInfo.InvariantCulture)], entry);
        }
    }

    [Theory]
    [InlineData("/scripts/mprof")]
    [InlineData("/_heapline.so")]
    public async Task Its_programs_ask_for_nothing_newer_than_glibc_2_34(string name)
    {
        using var workplace = new Workplace();
        var path = workplace.File("it");
        await File.WriteAllBytesAsync(path, Wheel.Files.Single(file => file.Key.EndsWith(name, StringComparison.Ordinal)).Value, TestContext.Current.CancellationToken);
        var symbols = await Command.RunAsync("readelf", ["--version-info", "--wide", path], workplace.Folder);
        var wanted = GlibcVersion().Matches(symbols.Output).Select(match => System.Version.Parse(match.Groups[1].Value)).ToList();
        Assert.NotEmpty(wanted);
        Assert.InRange(wanted.Max()!, new Version(2, 14), new Version(2, 34));
        var needed = await Command.RunAsync("readelf", ["--dynamic", "--wide", path], workplace.Folder);
        var libraries = NeededLibrary().Matches(needed.Output).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(libraries);
        string[] ofGlibc = ["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "ld-linux-x86-64.so.2"];
        Assert.Empty(libraries.Except(ofGlibc));
    }

    [Fact]
    public void It_asks_for_no_other_package()
    {
        var metadata = Wheel.Text(".dist-info/METADATA");
        Assert.DoesNotContain("Requires-Dist", metadata, StringComparison.Ordinal);
        Assert.Contains($"\nVersion: {Version}\n", metadata, StringComparison.Ordinal);
        Assert.Contains("\nRequires-Python: >=3.8,<3.15\n", metadata, StringComparison.Ordinal);
    }

    [Fact]
    public void It_names_what_it_bundles_with_versions_and_licences()
    {
        using var document = JsonDocument.Parse(Wheel.Text(".dist-info/sboms/heapline.cdx.json"));
        var root = document.RootElement;
        Assert.Equal("CycloneDX", root.GetProperty("bomFormat").GetString());
        Assert.Equal(Version, root.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString());
        var components = root.GetProperty("components").EnumerateArray().ToList();
        var notices = Wheel.Text(".dist-info/licenses/THIRD-PARTY-NOTICES.md");
        Assert.Contains(components, component => component.GetProperty("name").GetString() == "System.CommandLine");
        Assert.Contains(components, component => component.GetProperty("name").GetString() == "Spectre.Console");
        foreach (var component in components)
        {
            Assert.NotEqual("", component.GetProperty("licenses")[0].GetProperty("license").GetProperty("id").GetString());
            Assert.Contains($"| {component.GetProperty("version").GetString()} |", notices, StringComparison.Ordinal);
        }
        Assert.Contains("Permission is hereby granted", Wheel.Text(".dist-info/licenses/LICENSE"), StringComparison.Ordinal);
        Assert.Contains("zlib", Wheel.Text(".dist-info/licenses/dotnet-THIRD-PARTY-NOTICES.TXT"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Made_again_it_has_the_same_bytes()
    {
        using var workplace = new Workplace();
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        };
        var made = await Command.RunAsync(
            "python3", ["-B", Path.Combine(SourceTree.Root, "tools", "wheel", "wheel.py"), "--version", Version, "--home", Mprof.Home, "--man", Path.Combine(SourceTree.Root, "artifacts", "mprof.1"),
                "--root", SourceTree.Root, "--output", workplace.Folder], workplace.Folder, environment: environment);
        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.Equal(
            await File.ReadAllBytesAsync(Wheel.Path, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(workplace.File(Path.GetFileName(Wheel.Path)), TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(@"GLIBC_(\d+\.\d+(\.\d+)?)")]
    private static partial Regex GlibcVersion();

    [GeneratedRegex(@"Shared library: \[([^\]]+)\]")]
    private static partial Regex NeededLibrary();
}
