namespace Heapline.Cli;

/// <summary>What <c>mprof</c> itself exits with; a profiled program's exit code is passed on unchanged.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>There was no verb, or none that we know; the usage was printed.</summary>
    public const int NoVerb = 1;

    /// <summary>The command could not be carried out; one line on stderr says why.</summary>
    public const int Failure = 2;
}
