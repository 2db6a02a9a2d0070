namespace Heapline.Cli;

/// <summary><c>mprof</c>.</summary>
internal static class Program
{
    private static int Main(string[] args) => CommandTree.Run(args);
}
