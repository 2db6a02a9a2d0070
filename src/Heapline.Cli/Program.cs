using Heapline.Cli.Running;

namespace Heapline.Cli;

/// <summary><c>mprof</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        StandardDescriptors.Fill();
        return CommandTree.Run(args);
    }
}
