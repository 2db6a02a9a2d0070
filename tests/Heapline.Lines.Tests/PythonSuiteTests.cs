using System.Globalization;
using System.Text.RegularExpressions;

namespace Heapline.Lines.Tests;

public sealed partial class PythonSuiteTests
{
    public static TheoryData<string, string> ModulesOfEveryVersion()
    {
        TheoryData<string, string> data = [];
        foreach (string version in PythonSuite.Versions)
        {
            foreach (string module in PythonSuite.Modules())
            {
                data.Add(version, module);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(ModulesOfEveryVersion))]
    public void Suite_passes(string version, string module)
    {
        Assert.True(File.Exists(PythonSuite.Agent), $"the agent is not built: there is no {PythonSuite.Agent}; ./dev build makes it");
        string? interpreter = PythonSuite.Interpreter(version);
        Assert.SkipWhen(interpreter is null, $"there is no CPython {version} on this machine");

        (int exitCode, string output) = PythonSuite.Run(interpreter!, module);

        const int NoTestsRan = 5; // from 3.12 on, when all were skipped
        bool allSkipped = exitCode is 0 or NoTestsRan && output.Contains("skipped=1)", StringComparison.Ordinal) && Ran(output) <= 1;
        Assert.SkipWhen(allSkipped, output);
        Assert.True(exitCode == 0, $"{interpreter} -m unittest {module} ended with exit code {exitCode}:\n{output}");
        Assert.NotEqual(0, Ran(output));
    }

    private static int Ran(string output) =>
        int.Parse(RanLine().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Ran (\d+) tests? in ", RegexOptions.Multiline)]
    private static partial Regex RanLine();
}
