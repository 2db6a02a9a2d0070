namespace Heapline.Lines.Tests;

public sealed class PythonSuiteTests
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

        Assert.True(exitCode == 0, $"{interpreter} -m unittest {module} ended with exit code {exitCode}:\n{output}");
        Assert.DoesNotContain("Ran 0 tests", output, StringComparison.Ordinal);
    }
}
