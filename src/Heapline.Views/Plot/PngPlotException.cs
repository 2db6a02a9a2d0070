namespace Heapline.Views.Plot;

/// <summary>A PNG could not be made; the message is one line for the user and says what to do.</summary>
public sealed class PngPlotException : Exception
{
    /// <summary>Makes one.</summary>
    public PngPlotException(string message) : base(message)
    {
    }

    /// <summary>Makes one that another exception led to.</summary>
    public PngPlotException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
