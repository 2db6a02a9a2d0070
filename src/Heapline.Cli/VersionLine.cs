using System.CommandLine;
using System.CommandLine.Invocation;

namespace Heapline.Cli;

/// <summary>What <c>--version</c> writes.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(OwnVersion.Text);
        return ExitCode.Success;
    }
}
