using Heapline.Collector.LineTables;

namespace Heapline.LineTables.Tests;

/// <summary>Every instruction of several standard library modules and of hard sources, against the interpreter's own answers.</summary>
public sealed class LinesAsCPythonSeesThemTests
{
    private static string Oracle => Path.Combine(AppContext.BaseDirectory, "Corpus", "line_oracle.py");

    public static TheoryData<string> Versions => [.. InstalledPython.SupportedVersions];

    [Fact]
    public void Some_CPython_is_installed() =>
        Assert.Contains(InstalledPython.SupportedVersions, version => InstalledPython.Find(version) is not null);

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_instruction_has_the_line_that_CPython_gives_it(string version)
    {
        InstalledPython? python = InstalledPython.Find(version);
        Assert.SkipWhen(python is null, $"no CPython {version} here");

        int compared = 0;
        int withoutLine = 0;
        int upwards = 0;
        foreach (CodeLines code in python!.Run(Oracle).Select(CodeLines.Parse))
        {
            Assert.Equal(code.BeforeFirstInstruction, LineTable.LineOf(python.HexVersion, code.Table, code.FirstLine, -1));
            LineIndex index = LineTable.Decode(python.HexVersion, code.Table, code.FirstLine);
            for (int i = 0; i < code.Lines.Length; i++)
            {
                int expected = code.Lines[i];
                int found = LineTable.LineOf(python.HexVersion, code.Table, code.FirstLine, 2 * i);
                if (expected != found || expected != index.LineOf(2 * i))
                {
                    Assert.Fail($"{python.Executable}: offset {2 * i} of {code}: expected line {expected}, found {found} and {index.LineOf(2 * i)}");
                }

                compared++;
                withoutLine += expected == 0 ? 1 : 0;
                upwards += i > 0 && expected != 0 && expected < code.Lines[i - 1] ? 1 : 0;
            }

            if (code.LinesFromRanges is { } ranges)
            {
                Assert.Equal(ranges, code.Lines);
            }
        }

        // The corpus must go on having what makes it hard.
        Assert.True(compared > 50_000, $"only {compared} instructions compared");
        Assert.True(upwards > 100, $"only {upwards} instructions go back up");
        if (python.HexVersion >= 0x030B0000)
        {
            Assert.True(withoutLine > 100, $"only {withoutLine} instructions without a line");
        }
    }
}
