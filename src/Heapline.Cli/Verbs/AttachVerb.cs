using System.CommandLine;
using Heapline.Cli.Help;
using Heapline.Cli.Running;
using Heapline.Collector.Sampling;

namespace Heapline.Cli.Verbs;

/// <summary><c>mprof attach</c></summary>
internal static class AttachVerb
{
    private static readonly TimeSpan s_usualInterval = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan s_usualTimeout = TimeSpan.FromHours(1);

    public static Command Create()
    {
        var process = new Argument<string[]>("PROCESS")
        {
            Description = "Its id, or a part of its name or of its script's; the first that has it, never mprof itself",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--output", "-o") { Description = "Write the capture here [NAME.mprofile in this folder]; FILE.dat as the original mprof writes it", HelpName = "FILE" };
        var interval = SamplingOptions.Interval("0.1");
        var timeout = SamplingOptions.Timeout("Stop after so many seconds [3600]");
        var children = new Option<bool>("--include-children", "-C") { Description = "With -o FILE.dat, write the memory of the process and its children together" };
        var multiprocess = new Option<bool>("--multiprocess", "-M") { Description = "With -o FILE.dat, write each child by itself" };
        var backend = SamplingOptions.Backend();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Say nothing" };
        var redactions = new RedactionOptions();
        var command = new Verb("attach", "Records the memory curve of a process that runs already, and of its children.", "[options] PROCESS")
        {
            Group = VerbGroup.Record,
            Arguments = { process },
            Options = { output, interval, timeout, children, multiprocess, backend, redactions.NoSource, redactions.RedactPaths, quiet },
            Remarks = "Nothing is done to the process. It ends with the process, after the timeout, or at Ctrl+C; the capture is whole in each case.",
        };
        command.SetAction(parsed => Attach(
            parsed, parsed.GetValue(process) ?? [], output, interval, timeout, children, multiprocess, backend, quiet, redactions));
        return command;
    }

    /// <summary>Carries it out, for <c>mprof run --attach</c> too.</summary>
    public static int Attach(
        ParseResult parsed, IReadOnlyList<string> process, Option<string?> output, Option<TimeSpan?> interval, Option<TimeSpan?> timeout,
        Option<bool> children, Option<bool> multiprocess, Option<MemoryKind> backend, Option<bool> quiet, RedactionOptions redactions)
    {
        if (process.Count != 1)
            throw new UserErrorException(process.Count == 0
                ? "nothing to attach to: give the id or a part of the name of a running process"
                : $"attach takes one process, not {process.Count}: {string.Join(' ', process)}");
        return new Attaching(
            process[0], parsed.GetValue(output), parsed.GetValue(interval) ?? s_usualInterval, parsed.GetValue(timeout) ?? s_usualTimeout,
            parsed.GetValue(backend), parsed.GetValue(children), parsed.GetValue(multiprocess), redactions.Of(parsed), parsed.GetValue(quiet)).Run();
    }
}
