namespace Heapline.Cli;

/// <summary>Something that the user can put right. The message is the one line that is shown, after <c>mprof: </c>.</summary>
internal sealed class UserErrorException(string message) : Exception(message);
