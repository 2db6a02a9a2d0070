using Heapline.Cli;
using Heapline.Cli.Running;
using Xunit;

namespace Heapline.Views.Tests;

public sealed class RunArgumentsTests
{
    [Theory]
    [InlineData("a.py", "", "a.py")]
    [InlineData("-o x --time a.py -o y --help", "-o x --time", "a.py -o y --help")]
    [InlineData("--output=x --interval 0.1 a.py", "--output=x --interval 0.1", "a.py")]
    [InlineData("-t 5 --backend psutil -C -M -E a.py -t 6", "-t 5 --backend psutil -C -M -E", "a.py -t 6")]
    [InlineData("-a 4711", "-a", "4711")]
    [InlineData("-q -m http.server -q 80", "-q", "-m http.server -q 80")]
    [InlineData("-mhttp.server", "", "-m http.server")]
    [InlineData("-c pass -c", "", "-c pass -c")]
    [InlineData("-q -- -odd-name --time", "-q", "-odd-name --time")]
    [InlineData("--help", "--help", "")]
    [InlineData("-o", "-o", "")]
    [InlineData("-", "", "-")]
    [InlineData("", "", "")]
    public void What_follows_the_program_is_its_own(string line, string own, string program)
    {
        var (ours, theirs) = RunArguments.Split(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(own, string.Join(' ', ours));
        Assert.Equal(program, string.Join(' ', theirs));
    }

    [Theory]
    [InlineData("/bin/sh -c ls", "sh")]
    [InlineData("/bin/sh tool.py --x", "tool.py")]
    [InlineData("-m http.server 80", "http.server")]
    [InlineData("-c pass", "command")]
    public void The_capture_is_named_after_the_script_where_there_is_one(string line, string name)
    {
        var program = ProgramToRun.From(line.Split(' '), asPython: false, () => new Python("/usr/bin/python3", "3.11"));

        Assert.Equal(name, program.CaptureName);
    }

    [Fact]
    public void A_program_keeps_the_name_it_was_given_by()
    {
        var program = ProgramToRun.From(["sh", "-c", "exit 3"], asPython: false, () => throw new InvalidOperationException("no script, no Python"));

        Assert.Equal(["sh", "-c", "exit 3"], program.Command);
    }

    [Theory]
    [InlineData("nowhere.py", "there is no script nowhere.py")]
    [InlineData("no-such-program", "there is no program no-such-program on the PATH")]
    [InlineData("./no/such", "there is no program ./no/such")]
    [InlineData("-m", "-m needs the name of a module")]
    [InlineData("-c", "-c needs Python code")]
    [InlineData("/", "/ is a folder, not a program")]
    public void What_cannot_be_run_is_refused_in_one_line(string line, string message)
    {
        var error = Assert.Throws<UserErrorException>(() =>
            ProgramToRun.From(line.Split(' '), asPython: false, () => new Python("/usr/bin/python3", "3.11")));

        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("cpython", "3.8", null)]
    [InlineData("cpython", "3.13", null)]
    [InlineData("cpython", "3.7", "Python 3.7 (/p) is not supported; supported are CPython 3.8–3.14")]
    [InlineData("cpython", "2.7", "Python 2.7 (/p) is not supported; supported are CPython 3.8–3.14")]
    [InlineData("cpython", "3.15", "Python 3.15 (/p) is not supported; supported are CPython 3.8–3.14")]
    [InlineData("cpython", "3.15t", "Python 3.15t (/p) is not supported; supported are CPython 3.8–3.14")]
    [InlineData("pypy", "3.10", "/p is pypy, which is not supported; supported are CPython 3.8–3.14")]
    public void Only_supported_Pythons_are_started(string implementation, string version, string? refusal)
    {
        var error = Record.Exception(() => PythonVersion.Check("/p", implementation, version));

        Assert.Equal(refusal, error?.Message);
    }
}
